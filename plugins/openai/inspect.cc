// SPDX-License-Identifier: MIT
#include "plugins/openai/inspect.h"

#include <algorithm>
#include <array>
#include <string>

#include "aipool/json.hpp"
#include "plugins/openai/convert.h"
#include "plugins/openai/inspect_messages.h"

namespace aipool::openai {
namespace {

constexpr std::size_t kModelLengthMax = 200;
constexpr std::size_t kUsualRequestNodes = 64;  // of a request without tools

constexpr std::array<bool, 256> kModelBytes = [] {
  std::array<bool, 256> allowed{};
  for (std::size_t c = '0'; c <= '9'; ++c) allowed[c] = true;
  for (std::size_t c = 'A'; c <= 'Z'; ++c) allowed[c] = allowed[c + ('a' - 'A')] = true;
  for (const char c : std::string_view("._:/@+-")) allowed[static_cast<unsigned char>(c)] = true;
  return allowed;
}();

// The members that inspect reads. An upstream may take the other of two equal keys, so they must be unique.
struct Members {
  json::Value model, stream, stream_options, messages, input;
};

void keep(json::Value& slot, json::Value value, const Place& place) {
  if (slot) refuse(place, "is there twice");
  slot = value;
}

Members read_members(const Source& source, json::Value root, aip_request& request) {
  Members found;
  const Place body;
  const auto members = source.env.array<aip_member>(root.size());
  std::size_t count = 0;
  for (const json::Member member : root.members()) {
    const aip_bytes key = source.text(member.key);
    members[count++] = {key, member.key.offset(), member.value.offset(), member.value.raw().size()};
    const std::string_view name = sdk::view(key);
    if (name == "model") {
      keep(found.model, member.value, body.key(name));
    } else if (name == "stream") {
      keep(found.stream, member.value, body.key(name));
    } else if (name == "stream_options") {
      keep(found.stream_options, member.value, body.key(name));
    } else if (name == "messages") {
      keep(found.messages, member.value, body.key(name));
    } else if (name == "input") {
      keep(found.input, member.value, body.key(name));
    }
  }
  request.members = members.data();
  request.member_count = members.size();
  return found;
}

aip_bytes read_model(const Source& source, json::Value value) {
  const Place body;
  const Place place = body.key("model");
  if (!value) refuse(place, "is required");
  const aip_bytes model = source.string_at(value, place);
  if (!is_model_name(sdk::view(model))) refuse(place, "must be 1 to 200 of the characters A-Z a-z 0-9 . _ : / @ + -");
  return model;
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

json::Value parse_body(json::Document& document, aip_request& request) {
  const json::Error error = document.parse(sdk::view(request.source_body));
  if (error != json::Error::kNone) {
    throw sdk::invalid_request("The request body is not valid JSON: " + std::string(json::describe(error)) +
                               " at byte " + std::to_string(document.error_offset()) + '.');
  }
  if (!document.root().is_object()) refuse(Place(), "must be a JSON object");
  return document.root();
}

// Undoes %2F and the like. It cannot be undone once too often: '%' is no character of a model's name.
std::string percent_decoded(std::string_view text) {
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

void inspect_model_path(sdk::Env& env, aip_request& request) {
  const std::string model = percent_decoded(sdk::find(request.params, "model").value_or(""));
  if (!is_model_name(model)) {
    throw sdk::Fault{AIP_E_NOT_FOUND, "There is no such model.", "model", "invalid_request_error", "model_not_found"};
  }
  request.item_id = sdk::bytes(env.copy(std::string_view(model)));
  request.client_model = request.item_id;
}

}  // namespace

bool is_model_name(std::string_view name) {
  return !name.empty() && name.size() <= kModelLengthMax &&
         std::all_of(name.begin(), name.end(), [](char c) { return kModelBytes[static_cast<unsigned char>(c)]; });
}

void inspect(sdk::Env& env, aip_request& request) {
  if (request.operation == AIP_OP_LIST_MODELS) return;
  if (request.operation == AIP_OP_GET_MODEL) return inspect_model_path(env, request);
  const Source source{env};
  json::Document document(env.room<json::Node>(kUsualRequestNodes));
  const json::Value root = parse_body(document, request);
  const Members found = read_members(source, root, request);
  request.client_model = read_model(source, found.model);
  if (request.operation == AIP_OP_EMBED) return inspect_input(found.input);
  read_stream(source, found, request);
  inspect_messages(found.messages);
}

}  // namespace aipool::openai
