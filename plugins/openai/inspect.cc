// SPDX-License-Identifier: MIT
#include "plugins/openai/inspect.h"

#include "plugins/openai/convert.h"
#include "plugins/openai/inspect_messages.h"

namespace aipool::openai {
namespace {

// The members that inspect reads. An upstream may take the other of two equal keys, so they must be unique.
struct Members {
  json::Value model, stream, stream_options, messages, input;
};

Members read_members(const Source& source, json::Value root, aip_request& request) {
  Members found;
  const Place body;
  list_members(source, root, request, [&](std::string_view name, json::Value value) {
    if (name == "model") {
      keep_only(found.model, value, body.key(name));
    } else if (name == "stream") {
      keep_only(found.stream, value, body.key(name));
    } else if (name == "stream_options") {
      keep_only(found.stream_options, value, body.key(name));
    } else if (name == "messages") {
      keep_only(found.messages, value, body.key(name));
    } else if (name == "input") {
      keep_only(found.input, value, body.key(name));
    }
  });
  return found;
}

void read_stream(const Source& source, const Members& found, aip_request& request) {
  const Place body;
  const Place stream = body.key("stream");
  const Place options = body.key("stream_options");
  if (given(found.stream)) {
    request.present |= AIP_HAS_STREAM;
    if (source.boolean_at(found.stream, stream)) request.flags |= AIP_REQUEST_STREAM;
  }
  if (!given(found.stream_options)) return;
  source.object_at(found.stream_options, options);
  std::size_t seen = 0;
  for (const json::Member member : found.stream_options.members()) {
    if (!member.key.equals("include_usage")) continue;
    const Place place = options.key("include_usage");
    if (++seen > 1) refuse(place, "is there twice");
    if (member.value.is_null()) continue;
    request.present |= AIP_HAS_USAGE;
    if (source.boolean_at(member.value, place)) request.flags |= AIP_REQUEST_USAGE;
  }
}

void inspect_input(json::Value input) {
  const Place body;
  const Place place = body.key("input");
  if (!input) refuse(place, "is required");
  if (input.is_string()) return;
  if (!input.is_array()) refuse(place, "must be a string or an array");
  if (input.size() == 0) refuse(place, "must not be empty");
  std::size_t index = 0;
  for (const json::Value item : input.elements()) {
    if (!item.is_string() && !item.is_number() && !item.is_array()) {
      refuse(place.at(index), "must be a string, a token or a list of tokens");
    }
    ++index;
  }
}

}  // namespace

void inspect(sdk::Env& env, aip_request& request) {
  if (request.operation == AIP_OP_LIST_MODELS) return;
  if (request.operation == AIP_OP_GET_MODEL) return inspect_model_path(env, request);
  const Source source{env};
  json::Document document(body_nodes(env, request));
  const json::Value root = parse_body(document, request);
  keep_body(source, document, request);
  const Members found = read_members(source, root, request);
  request.client_model = read_model(source, found.model);
  if (request.operation == AIP_OP_EMBED) return inspect_input(found.input);
  read_stream(source, found, request);
  inspect_messages(found.messages);
}

}  // namespace aipool::openai
