// SPDX-License-Identifier: MIT
//
// What inspect() of every protocol asks of a client's body: that it is a JSON object, and which model is meant.
//
// Flow:      the client half's inspect(), which reads the members of its own protocol beside.
// Threading: pure.
// Ownership: texts are spans of the body or lie in the call arena.
// Errors:    throws sdk::Fault that names the field.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "aipool/convert/place.hpp"
#include "aipool/convert/source.hpp"
#include "aipool/json.hpp"
#include "aipool/sdk.hpp"

namespace aipool::convert {

inline constexpr std::size_t kModelLengthMax = 200;

inline constexpr std::array<bool, 256> kModelBytes = [] {
  std::array<bool, 256> allowed{};
  for (std::size_t c = '0'; c <= '9'; ++c) allowed[c] = true;
  for (std::size_t c = 'A'; c <= 'Z'; ++c) allowed[c] = allowed[c + ('a' - 'A')] = true;
  for (const char c : std::string_view("._:/@+-")) allowed[static_cast<unsigned char>(c)] = true;
  return allowed;
}();

// [A-Za-z0-9._:/@+-]{1,200}: what may go into a path, a header or a log line as it is.
inline bool is_model_name(std::string_view name) {
  return !name.empty() && name.size() <= kModelLengthMax &&
         std::all_of(name.begin(), name.end(), [](char c) { return kModelBytes[static_cast<unsigned char>(c)]; });
}

// An upstream may take the other of two equal keys, so those that are relied on must be unique.
inline void keep_only(json::Value& slot, json::Value value, const Place& place) {
  if (slot) refuse(place, "is there twice");
  slot = value;
}

inline json::Value parse_body(json::Document& document, const aip_request& request) {
  const json::Error error = document.parse(sdk::view(request.source_body));
  if (error != json::Error::kNone) {
    throw sdk::invalid_request("The request body is not valid JSON: " + std::string(json::describe(error)) +
                               " at byte " + std::to_string(document.error_offset()) + '.');
  }
  if (!document.root().is_object()) refuse(Place(), "must be a JSON object");
  return document.root();
}

inline constexpr std::size_t kFewNodes = 64;

// Room for what the body consists of: more than most bodies of that size need. That of a small one is gone with the call.
inline std::span<json::Node> body_nodes(sdk::Env& env, const aip_request& request) {
  constexpr std::size_t kBytesANode = 32;
  constexpr std::size_t kNodesMax = 8000;
  const std::size_t usual = request.source_body.len / kBytesANode;
  if (usual <= kFewNodes) return env.step_room<json::Node>(kFewNodes);
  return env.room<json::Node>(std::min(usual, kNodesMax));
}

// Keeps what inspect() parsed, so that a request that is converted is not parsed twice.
inline void keep_body(const Source& source, const json::Document& document, aip_request& request) {
  constexpr std::size_t kNodesKept = std::size_t{256} << 10;  // 4 MiB; what is larger is parsed again
  std::span<const json::Node> nodes = document.nodes();
  if (nodes.size() > kNodesKept) return;
  if (nodes.size() <= kFewNodes || !document.is_in_room()) {
    const auto kept = source.env.room<json::Node>(nodes.size());
    std::copy(nodes.begin(), nodes.end(), kept.begin());
    nodes = kept;
  }
  request.parsed = nodes.data();
}

// The object that inspect() accepted; `document` is needed where nothing was kept.
inline json::Value body_of(json::Document& document, const aip_request& request) {
  if (request.parsed != nullptr) return {request.source_body.data, static_cast<const json::Node*>(request.parsed)};
  return parse_body(document, request);
}

inline aip_bytes read_model(const Source& source, json::Value value) {
  const Place body;
  const Place place = body.key("model");
  if (!value) refuse(place, "is required");
  const aip_bytes model = source.string_at(value, place);
  if (!is_model_name(sdk::view(model))) refuse(place, "must be 1 to 200 of the characters A-Z a-z 0-9 . _ : / @ + -");
  return model;
}

// Undoes %2F and the like. It cannot be undone once too often: '%' is no character of a model's name.
inline std::string percent_decoded(std::string_view text) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const int letter = (c | 0x20) - 'a';
    return letter >= 0 && letter < 6 ? letter + 10 : -1;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? digit(text[i + 1]) : -1;
    const int low = high >= 0 ? digit(text[i + 2]) : -1;
    if (low < 0) {
      out += text[i];
    } else {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

// Sets the members of the request and shows each to `visit(name, value)`.
template <class Visit>
void list_members(const Source& source, json::Value root, aip_request& request, Visit&& visit) {
  const auto members = source.env.array<aip_member>(root.size());
  std::size_t count = 0;
  for (const json::Member member : root.members()) {
    const aip_bytes key = source.text(member.key);
    members[count++] = {key, member.key.offset(), member.value.offset(), member.value.raw().size()};
    visit(sdk::view(key), member.value);
  }
  request.members = members.data();
  request.member_count = members.size();
}

// Of a route with the model in its path.
inline void inspect_model_path(sdk::Env& env, aip_request& request) {
  const std::string model = percent_decoded(sdk::find(request.params, "model").value_or(""));
  if (!is_model_name(model)) {
    throw sdk::Fault{AIP_E_NOT_FOUND, "There is no such model.", "model", "invalid_request_error", "model_not_found"};
  }
  request.item_id = sdk::bytes(env.copy(std::string_view(model)));
  request.client_model = request.item_id;
}

}  // namespace aipool::convert
