// SPDX-License-Identifier: MIT
#include "plugins/gemini/inspect.h"

#include <array>

#include "plugins/gemini/action.h"
#include "plugins/gemini/model_path.h"
#include "plugins/gemini/names.h"

namespace aipool::gemini {
namespace {

// An upstream may take the other of two equal names, so those that are relied on must be unique.
json::Value only(json::Value root, std::string_view name, const Place& place) {
  json::Value found;
  const Place here = place.key(name);
  for (const json::Member member : root.members()) {
    if (same_name(member.key.string_raw(), name)) keep_only(found, member.value, here);
  }
  return found;
}

// One object stands for a list of it.
void check_objects(json::Value list, const Place& place) {
  if (list.is_object()) return;
  if (!list.is_array()) refuse(place, "must be an array");
  std::size_t index = 0;
  for (const json::Value item : list.elements()) {
    const Place here = place.at(index++);
    if (!item.is_object()) refuse(here, "must be an object");
  }
}

// True: the first call of a model's turn has no signature, which later models refuse.
bool lacks_call_signature(json::Value content) {
  if (!content.find("role").equals("model")) return false;
  bool called = false;
  bool lacks = false;
  for_each_item(content.find("parts"), [&](json::Value part, std::size_t) {
    if (called || !given(named(part, "functionCall"))) return;
    called = true;
    lacks = !given(named(part, "thoughtSignature"));
  });
  return lacks;
}

void inspect_contents(json::Value root, const Place& place, aip_request& request) {
  const Place here = place.key("contents");
  const json::Value contents = only(root, "contents", place);
  if (!contents) refuse(here, "is required");
  check_objects(contents, here);
  if (item_count(contents) == 0) refuse(here, "must not be empty");
  for_each_item(contents, [&](json::Value content, std::size_t index) {
    const Place item = here.at(index);
    const Place parts_place = item.key("parts");
    const json::Value role = content.find("role");
    const Place role_place = item.key("role");
    if (given(role) && !role.is_string()) refuse(role_place, "must be a string");
    const json::Value parts = content.find("parts");
    if (given(parts)) check_objects(parts, parts_place);
    if (lacks_call_signature(content)) request.flags |= AIP_REQUEST_UNSIGNED;
  });
}

void inspect_embedding(json::Value root, aip_request& request) {
  const Place body;
  const bool one = asks_for_one_vector(request);
  const std::string_view key = one ? "content" : "requests";
  const Place here = body.key(key);
  const json::Value value = only(root, key, body);
  if (!value) refuse(here, "is required");
  if (one && !value.is_object()) refuse(here, "must be an object");
  if (!one) check_objects(value, here);
}

struct ActionRow {
  std::string_view action;
  aip_enum operation;
};
constexpr ActionRow kActions[] = {{":generateContent", AIP_OP_GENERATE},
                                  {kStreamAction, AIP_OP_GENERATE},
                                  {":countTokens", AIP_OP_COUNT_TOKENS},
                                  {kEmbedAction, AIP_OP_EMBED},
                                  {":batchEmbedContents", AIP_OP_EMBED}};

// "qwen3:8b:generateContent": the action follows the last colon, and a model's name may have others.
void split_call(sdk::Env& env, aip_request& request) {
  const auto call = sdk::find(request.params, "call");
  if (!call) return;
  for (const ActionRow& row : kActions) {
    if (!call->ends_with(row.action)) continue;
    const auto params = env.array<aip_field>(1);
    params[0] = sdk::field("model", call->substr(0, call->size() - row.action.size()));
    request.params = sdk::fields(params);
    request.operation = row.operation;
    return;
  }
  throw sdk::Fault{AIP_E_NOT_FOUND, "There is no such method of a model."};
}

// The path names the model: "models/m:generateContent" below "models/".
void inspect_model(sdk::Env& env, aip_request& request) {
  const auto text = sdk::find(request.params, "model");
  if (!text) return;
  inspect_model_path(env, request);
  const std::string_view model = without_folder(sdk::view(request.client_model));
  if (leaves_folder(model)) throw sdk::Fault{AIP_E_NOT_FOUND, "There is no such model.", "model"};
  request.client_model = sdk::bytes(model);
  request.item_id = request.operation == AIP_OP_GET_MODEL ? request.client_model : aip_bytes{};
}

}  // namespace

void inspect(sdk::Env& env, aip_request& request) {
  if (request.operation == AIP_OP_LIST_MODELS) return;
  split_call(env, request);
  inspect_model(env, request);
  if (request.operation == AIP_OP_GET_MODEL) return;
  const Source source{env};
  json::Document document(body_nodes(env, request));
  const json::Value root = parse_body(document, request);
  keep_body(source, document, request);
  list_members(source, root, request, [](std::string_view, json::Value) {});
  if (request.operation == AIP_OP_EMBED) return inspect_embedding(root, request);
  const Place body;
  const Place wrapped = body.key("generateContentRequest");
  const json::Value inner = named(root, "generateContentRequest");
  const bool is_wrapped = request.operation == AIP_OP_COUNT_TOKENS && given(inner);
  if (is_wrapped && !inner.is_object()) refuse(wrapped, "must be an object");
  inspect_contents(is_wrapped ? inner : root, is_wrapped ? wrapped : body, request);
  if (request.operation == AIP_OP_COUNT_TOKENS) return;
  request.flags |= AIP_REQUEST_USAGE;  // its streams always say it
  request.present |= AIP_HAS_STREAM;
  if (asks_for_stream(request)) request.flags |= AIP_REQUEST_STREAM;
}

}  // namespace aipool::gemini
