// SPDX-License-Identifier: MIT
#include "plugins/openai/inspect_messages.h"

#include "plugins/openai/convert.h"

namespace aipool::openai {
namespace {

void inspect_content(json::Value content, const Place& place) {
  if (content.is_string() || content.is_null()) return;
  if (!content.is_array()) refuse(place, "must be a string, an array of parts or null");
  std::size_t index = 0;
  for (const json::Value part : content.elements()) {
    const Place here = place.at(index++);
    if (!part.is_object()) refuse(here, "must be an object");
    const json::Value type = part.find("type");
    if (!type) refuse(here.key("type"), "is required");
    if (!type.is_string()) refuse(here.key("type"), "must be a string");
  }
}

void inspect_calls(json::Value calls, const Place& place) {
  if (calls.is_null()) return;
  if (!calls.is_array()) refuse(place, "must be an array");
  std::size_t index = 0;
  for (const json::Value call : calls.elements()) {
    if (!call.is_object()) refuse(place.at(index), "must be an object");
    ++index;
  }
}

void inspect_message(json::Value message, const Place& place) {
  if (!message.is_object()) refuse(place, "must be an object");
  json::Value role;
  for (const json::Member member : message.members()) {
    if (member.key.equals("role")) {
      role = member.value;
    } else if (member.key.equals("content")) {
      inspect_content(member.value, place.key("content"));
    } else if (member.key.equals("tool_calls")) {
      inspect_calls(member.value, place.key("tool_calls"));
    }
  }
  if (!role) refuse(place.key("role"), "is required");
  if (!role.is_string() || role.string_raw().empty()) refuse(place.key("role"), "must be a non-empty string");
}

}  // namespace

void inspect_messages(json::Value messages) {
  const Place body;
  const Place place = body.key("messages");
  if (!messages) refuse(place, "is required");
  if (!messages.is_array()) refuse(place, "must be an array");
  if (messages.size() == 0) refuse(place, "must not be empty");
  std::size_t index = 0;
  for (const json::Value message : messages.elements()) inspect_message(message, place.at(index++));
}

}  // namespace aipool::openai
