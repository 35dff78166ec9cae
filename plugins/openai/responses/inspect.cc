// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/inspect.h"

#include <algorithm>
#include <string>

#include "plugins/openai/responses/query.h"
#include "plugins/openai/responses/words.h"

namespace aipool::openai::responses {
namespace {

constexpr std::size_t kIdLengthMax = 512;

// The members that inspect reads. An upstream may take the other of two equal keys, so they must be unique.
struct Body {
  json::Value model, stream, store, input, previous, prompt, conversation;
};

Body read_body(const Source& source, json::Value root, aip_request& request) {
  Body found;
  const struct {
    std::string_view key;
    json::Value& slot;
  } kSlots[] = {{"model", found.model}, {"stream", found.stream},
                {"store", found.store}, {"input", found.input},
                {"prompt", found.prompt}, {"previous_response_id", found.previous},
                {"conversation", found.conversation}};
  const Place body;
  list_members(source, root, request, [&](std::string_view name, json::Value value) {
    for (const auto& row : kSlots) {
      if (row.key == name) keep_only(row.slot, value, body.key(name));
    }
  });
  return found;
}

// True: it refers to one that is stored.
bool inspect_item(json::Value item, const Place& place) {
  if (!item.is_object()) refuse(place, "must be an object");
  const json::Value type = item.find("type");
  if (given(type) && !type.is_string()) refuse(place.key("type"), "must be a string");
  const json::Value role = item.find("role");
  if (given(role) && (!role.is_string() || role.string_raw().empty())) {
    refuse(place.key("role"), "must be a non-empty string");
  }
  if (type.equals("message") && !given(role)) refuse(place.key("role"), "is required");
  if (!given(type) && !given(role) && !given(item.find("id"))) refuse(place.key("type"), "is required");
  return type.equals(kReference) || (!given(type) && !given(role));
}

// What is stored elsewhere, and what a prompt of the vendor's brings, may be all that is asked.
void inspect_input(const Body& found, aip_request& request) {
  const Place body;
  const Place place = body.key("input");
  const json::Value input = found.input;
  const bool optional = given(found.previous) || given(found.prompt) || given(found.conversation);
  if (!given(input)) {
    if (optional) return;
    refuse(place, "is required");
  }
  if (input.is_string()) return;
  if (!input.is_array()) refuse(place, "must be a string or an array of items");
  if (input.size() == 0 && !optional) refuse(place, "must not be empty");
  std::size_t index = 0;
  bool refers = false;
  for (const json::Value item : input.elements()) refers = inspect_item(item, place.at(index++)) || refers;
  if (refers) request.flags |= AIP_REQUEST_REFERS;
}

void inspect_flags(const Source& source, const Body& found, aip_request& request) {
  const Place body;
  if (given(found.stream)) {
    request.present |= AIP_HAS_STREAM;
    if (source.boolean_at(found.stream, body.key("stream"))) request.flags |= AIP_REQUEST_STREAM;
  }
  request.flags |= AIP_REQUEST_USAGE;  // its streams always say it
  request.flags |= AIP_REQUEST_STORE;  // unless it says otherwise
  if (!given(found.store)) return;
  request.present |= AIP_HAS_STORE;
  if (!source.boolean_at(found.store, body.key("store"))) request.flags &= ~AIP_REQUEST_STORE;
}

// Of a route with an answer's id in its path.
void inspect_id_path(sdk::Env& env, aip_request& request) {
  const std::string id = percent_decoded(sdk::find(request.params, "id").value_or(""));
  const bool plain = std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c != 0x7f; });
  if (id.empty() || id.size() > kIdLengthMax || !plain) {
    throw sdk::Fault{AIP_E_NOT_FOUND, "There is no such response.", "response_id", "invalid_request_error", ""};
  }
  request.item_id = sdk::bytes(env.copy(std::string_view(id)));
  if (request.operation == AIP_OP_LIST_INPUT_ITEMS) page_of(request);  // refuses what makes no sense
  if (request.operation != AIP_OP_GET_RESPONSE || !asks_for_stream(request)) return;
  starting_after(request);
  request.flags |= AIP_REQUEST_STREAM | AIP_REQUEST_USAGE;
}

}  // namespace

void inspect(sdk::Env& env, aip_request& request) {
  if (sdk::asks_for_stored(request.operation)) return inspect_id_path(env, request);
  const Source source{env};
  json::Document document(body_nodes(env, request));
  const json::Value root = parse_body(document, request);
  const Body found = read_body(source, root, request);
  keep_body(source, document, request);
  request.client_model = read_model(source, found.model);
  const Place body;
  if (given(found.previous)) request.previous_id = source.string_at(found.previous, body.key("previous_response_id"));
  inspect_input(found, request);
  if (request.operation == AIP_OP_GENERATE) inspect_flags(source, found, request);
}

}  // namespace aipool::openai::responses
