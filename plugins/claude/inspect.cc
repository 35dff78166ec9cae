// SPDX-License-Identifier: MIT
#include "plugins/claude/inspect.h"

#include <array>
#include <string_view>

#include "plugins/claude/convert.h"

namespace aipool::claude {
namespace {

// The members that inspect reads. An upstream may take the other of two equal keys, so they must be unique.
struct Members {
  json::Value model, stream, messages, max_tokens;
};

Members read_members(const Source& source, json::Value root, aip_request& request) {
  Members found;
  const Place body;
  list_members(source, root, request, [&](std::string_view name, json::Value value) {
    if (name == "model") {
      keep_only(found.model, value, body.key(name));
    } else if (name == "stream") {
      keep_only(found.stream, value, body.key(name));
    } else if (name == "messages") {
      keep_only(found.messages, value, body.key(name));
    } else if (name == "max_tokens") {
      keep_only(found.max_tokens, value, body.key(name));
    }
  });
  return found;
}

// Another vendor's thoughts reach clients of this protocol without a signature; the vendor's API refuses them when they come
// back.
bool lacks_signature(json::Value block) {
  const json::Value signature = block.find("signature");
  return block.find("type").equals("thinking") && (!given(signature) || signature.equals(""));
}

// True: there are thoughts without a signature.
bool inspect_blocks(json::Value content, const Place& place) {
  if (content.is_string()) return false;
  if (!content) refuse(place, "is required");
  if (!content.is_array()) refuse(place, "must be a string or an array of blocks");
  std::size_t index = 0;
  bool unsigned_thoughts = false;
  for (const json::Value block : content.elements()) {
    const Place here = place.at(index++);
    if (!block.is_object()) refuse(here, "must be an object");
    const json::Value type = block.find("type");
    if (!type) refuse(here.key("type"), "is required");
    if (!type.is_string()) refuse(here.key("type"), "must be a string");
    unsigned_thoughts = unsigned_thoughts || lacks_signature(block);
  }
  return unsigned_thoughts;
}

void inspect_messages(json::Value messages, aip_request& request) {
  const Place body;
  const Place place = body.key("messages");
  if (!messages) refuse(place, "is required");
  if (!messages.is_array()) refuse(place, "must be an array");
  if (messages.size() == 0) refuse(place, "must not be empty");
  std::size_t index = 0;
  for (const json::Value message : messages.elements()) {
    const Place here = place.at(index++);
    if (!message.is_object()) refuse(here, "must be an object");
    const json::Value role = message.find("role");
    if (!role) refuse(here.key("role"), "is required");
    if (!role.is_string() || role.string_raw().empty()) refuse(here.key("role"), "must be a non-empty string");
    if (inspect_blocks(message.find("content"), here.key("content"))) request.flags |= AIP_REQUEST_UNSIGNED;
  }
}

void inspect_limit(json::Value max_tokens) {
  const Place body;
  const Place place = body.key("max_tokens");
  if (!max_tokens) refuse(place, "is required");
  const auto limit = max_tokens.int64();
  if (!limit) refuse(place, "must be an integer");
  if (*limit < 0) refuse(place, "must not be negative");
}

}  // namespace

void inspect(sdk::Env& env, aip_request& request) {
  if (request.operation == AIP_OP_LIST_MODELS || request.operation == AIP_OP_PING) return;
  if (request.operation == AIP_OP_GET_MODEL) return inspect_model_path(env, request);
  const Source source{env};
  json::Document document(body_nodes(env, request));
  const json::Value root = parse_body(document, request);
  keep_body(source, document, request);
  const Members found = read_members(source, root, request);
  request.client_model = read_model(source, found.model);
  inspect_messages(found.messages, request);
  if (request.operation == AIP_OP_COUNT_TOKENS) return;
  inspect_limit(found.max_tokens);
  request.flags |= AIP_REQUEST_USAGE;  // its streams always say it
  if (!given(found.stream)) return;
  const Place body;
  request.present |= AIP_HAS_STREAM;
  if (source.boolean_at(found.stream, body.key("stream"))) request.flags |= AIP_REQUEST_STREAM;
}

}  // namespace aipool::claude
