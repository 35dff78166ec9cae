// SPDX-License-Identifier: MIT
#include "plugins/ollama/decode_request.h"

#include <algorithm>
#include <array>

#include "plugins/ollama/inspected.h"
#include "plugins/ollama/shape.h"

namespace aipool::ollama {
namespace {

// A boolean, or how hard.
void read_think(const Source& source, json::Value value, const Place& place, aip_request& request) {
  aip_reasoning* to = source.env.make<aip_reasoning>();
  to->origin = source.origin;
  to->budget_tokens = -1;
  if (const auto on = value.boolean()) {
    to->effort = *on ? AIP_EFFORT_ADAPTIVE : AIP_EFFORT_NONE;
  } else {
    to->effort = effort_of(value);
    if (value.equals("true")) to->effort = AIP_EFFORT_ADAPTIVE;
    if (value.equals("false")) to->effort = AIP_EFFORT_NONE;
    if (to->effort == 0) refuse(place, "must be a boolean or one of low, medium, high and max");
  }
  request.reasoning = to;
}

// "json", a JSON Schema, or nothing.
void read_format(const Source& source, json::Value value, const Place& place, aip_request& request) {
  if (value.equals("")) return;
  aip_format* to = source.env.make<aip_format>();
  to->origin = source.origin;
  to->json = source.raw(value);
  to->kind = AIP_FORMAT_SCHEMA;
  if (value.is_object()) {
    to->schema_json = source.raw(value);
  } else if (value.equals("json")) {
    to->kind = AIP_FORMAT_JSON;
  } else {
    refuse(place, "must be \"json\" or a JSON Schema");
  }
  request.format = to;
}

// True: all of the member is in the tree.
bool take(const Source& source, std::string_view key, json::Value value, const Place& place, aip_request& to) {
  if (key == "options") return decode_options(source, value, place, to);
  if (key == "format") return read_format(source, value, place, to), true;
  if (key == "think") return read_think(source, value, place, to), true;
  if (key == "logprobs") {
    to.present |= AIP_HAS_LOGPROBS;
    if (source.boolean_at(value, place)) to.flags |= AIP_REQUEST_LOGPROBS;
    return true;
  }
  if (key == "top_logprobs") {
    to.present |= AIP_HAS_TOP_LOGPROBS;
    to.top_logprobs = source.integer_at(value, place);
    return true;
  }
  return false;
}

// Read by inspect(), or by a decoder of its own.
bool taken_elsewhere(std::string_view key, bool generate) {
  constexpr std::array kOfBoth = {"model", "stream"};
  constexpr std::array kOfChat = {"messages", "tools", "tool_choice"};
  constexpr std::array kOfGenerate = {"prompt", "system", "images"};
  const auto among = [&](const auto& list) { return std::find(list.begin(), list.end(), key) != list.end(); };
  return among(kOfBoth) || (generate ? among(kOfGenerate) : among(kOfChat));
}

// What clients send though it says nothing.
bool is_idle(std::string_view key, json::Value value) {
  constexpr std::array kNullable = {"options", "format", "think", "logprobs", "top_logprobs", "keep_alive"};
  const bool empty = value.equals("") || (value.is_array() && value.size() == 0) || value.is_null();
  if (key == "raw") return value.boolean() == false;
  if (key == "suffix" || key == "template" || key == "context") return empty;
  return value.is_null() && std::find(kNullable.begin(), kNullable.end(), key) != kNullable.end();
}

// To fill in the middle of a text is nothing that a chat can be asked for.
void refuse_suffix(json::Value root) {
  const Place body;
  const json::Value suffix = root.find("suffix");
  if (given(suffix) && !suffix.equals(""))
    refuse(body.key("suffix"), "is something that only an Ollama upstream can do");
}

}  // namespace

void decode_request(const Source& source, aip_request& request) {
  if (request.operation != AIP_OP_GENERATE && request.operation != AIP_OP_EMBED) return;
  json::Document document;
  const json::Value root = parsed_body(document, request);
  if (request.operation == AIP_OP_EMBED) return decode_embedding(source, root, request);
  const bool generate = is_generate(request);
  if (generate) refuse_suffix(root);
  const Place body;
  ExtraList extras(source);
  std::uint32_t ordinal = 0;
  for (const json::Member member : root.members()) {
    const std::string_view key = sdk::view(source.text(member.key));
    const bool taken = taken_elsewhere(key, generate) || is_idle(key, member.value) ||
                       (!member.value.is_null() && take(source, key, member.value, body.key(key), request));
    if (!taken) extras.add(ordinal, member);
    ++ordinal;
  }
  request.extras = extras.take();
  if (generate) return decode_prompt(source, root, request);
  decode_messages(source, root, request);
  decode_tools(source, root, request);
}

}  // namespace aipool::ollama
