// SPDX-License-Identifier: MIT
#include "plugins/ollama/inspect.h"

#include <string_view>

#include "plugins/ollama/inspected.h"
#include "plugins/ollama/shape.h"

namespace aipool::ollama {
namespace {

// The members that inspect reads. An upstream may take the other of two equal keys, so they must be unique.
struct Members {
  json::Value model, name, stream, messages, prompt, input;
};

Members read_members(const Source& source, json::Value root, aip_request& request) {
  Members found;
  const Place body;
  list_members(source, root, request, [&](std::string_view name, json::Value value) {
    if (name == "model") {
      keep_only(found.model, value, body.key(name));
    } else if (name == "name") {
      keep_only(found.name, value, body.key(name));
    } else if (name == "stream") {
      keep_only(found.stream, value, body.key(name));
    } else if (name == "messages") {
      keep_only(found.messages, value, body.key(name));
    } else if (name == "prompt") {
      keep_only(found.prompt, value, body.key(name));
    } else if (name == "input") {
      keep_only(found.input, value, body.key(name));
    }
  });
  return found;
}

void inspect_calls(json::Value calls, const Place& place) {
  if (!given(calls)) return;
  if (!calls.is_array()) refuse(place, "must be an array");
  std::size_t index = 0;
  for (const json::Value call : calls.elements()) {
    if (!call.is_object()) refuse(place.at(index), "must be an object");
    ++index;
  }
}

void inspect_images(json::Value images, const Place& place) {
  if (!given(images)) return;
  if (!images.is_array()) refuse(place, "must be an array");
  std::size_t index = 0;
  for (const json::Value image : images.elements()) {
    if (!image.is_string()) refuse(place.at(index), "must be a string of base64");
    ++index;
  }
}

// Without messages the request asks that the model be loaded.
void inspect_messages(json::Value messages) {
  if (!given(messages)) return;
  const Place body;
  const Place place = body.key("messages");
  if (!messages.is_array()) refuse(place, "must be an array");
  std::size_t index = 0;
  for (const json::Value message : messages.elements()) {
    const Place here = place.at(index++);
    if (!message.is_object()) refuse(here, "must be an object");
    const json::Value role = message.find("role");
    if (!role) refuse(here.key("role"), "is required");
    if (!role.is_string() || role.string_raw().empty()) refuse(here.key("role"), "must be a non-empty string");
    const json::Value content = message.find("content");
    if (given(content) && !content.is_string()) refuse(here.key("content"), "must be a string");
    inspect_images(message.find("images"), here.key("images"));
    inspect_calls(message.find("tool_calls"), here.key("tool_calls"));
  }
}

void inspect_prompt(json::Value prompt) {
  const Place body;
  if (given(prompt) && !prompt.is_string()) refuse(body.key("prompt"), "must be a string");
}

// Without an input as well.
void inspect_inputs(const aip_request& request, const Members& found) {
  const Place body;
  if (is_single_embedding(request)) return inspect_prompt(found.prompt);
  const Place place = body.key("input");
  if (!given(found.input) || found.input.is_string()) return;
  if (!found.input.is_array()) refuse(place, "must be a string or an array of strings");
  std::size_t index = 0;
  for (const json::Value item : found.input.elements()) {
    if (!item.is_string()) refuse(place.at(index), "must be a string");
    ++index;
  }
}

// A stream is what a client gets that does not say.
void read_stream(const Source& source, json::Value stream, aip_request& request) {
  request.flags |= AIP_REQUEST_USAGE;  // the last line always says it
  const Place body;
  if (given(stream)) request.present |= AIP_HAS_STREAM;
  if (!given(stream) || source.boolean_at(stream, body.key("stream"))) request.flags |= AIP_REQUEST_STREAM;
}

bool has_body(aip_enum operation) {
  return operation == AIP_OP_GENERATE || operation == AIP_OP_EMBED || operation == AIP_OP_SHOW_MODEL;
}

}  // namespace

void inspect(sdk::Env& env, aip_request& request) {
  if (!has_body(request.operation)) return;
  const Source source{env};
  json::Document document(body_nodes(env, request));
  const json::Value root = parse_body(document, request);
  const Members found = read_members(source, root, request);
  keep_inspected(source, document, request);
  const bool shows = request.operation == AIP_OP_SHOW_MODEL;
  const bool by_old_name = shows && (!given(found.model) || found.model.equals("")) && given(found.name);
  request.client_model = read_model(source, by_old_name ? found.name : found.model);
  if (shows) {
    request.item_id = request.client_model;
  } else if (request.operation == AIP_OP_EMBED) {
    inspect_inputs(request, found);
  } else {
    read_stream(source, found.stream, request);
    is_generate(request) ? inspect_prompt(found.prompt) : inspect_messages(found.messages);
  }
}

}  // namespace aipool::ollama
