// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include "plugins/openai/convert.h"
#include "plugins/openai/decode_assistant.h"
#include "plugins/openai/decode_parts.h"
#include "plugins/openai/decode_request.h"

namespace aipool::openai {
namespace {

constexpr json::Names kMessageMembers("role", "content");

aip_enum role_of(json::Value word) {
  static constexpr json::Names kWords("system", "developer", "user", "assistant", "tool", "function");
  static constexpr aip_enum kRoles[] = {AIP_ROLE_SYSTEM, AIP_ROLE_DEVELOPER, AIP_ROLE_USER,  AIP_ROLE_ASSISTANT,
                                        AIP_ROLE_TOOL,   AIP_ROLE_TOOL,      AIP_ROLE_OPAQUE};
  return kRoles[kWords.find(word)];
}

// `tool` answers by id, the deprecated `function` by name.
void decode_result(const Source& source, json::Value value, const Place& place, Calls& calls, aip_message& message) {
  const auto parts = source.env.array<aip_part>(1);
  aip_part& result = parts[0];
  result.kind = AIP_PART_TOOL_RESULT;
  result.origin = source.origin;
  if (value.find("role").equals("function")) {
    result.flags = AIP_PART_FLAG_LEGACY;
    result.name = source.required_string(value, "name", place);
    result.id = calls.legacy_id(result.name);
    message.extras = extras_of(source, value, {"role", "name", "content"});
  } else {
    result.id = source.required_string(value, "tool_call_id", place);
    result.name = calls.name_of(result.id);
    message.name = source.optional_string(value, "name", place);
    message.extras = extras_of(source, value, {"role", "name", "content", "tool_call_id"});
  }
  sdk::set_children(result, decode_content(source, value.find("content"), place.key("content"), message));
  sdk::set_parts(message, parts);
}

// A role that the tree has no word for: its word is in `name`, so a member of that name stays an extra.
void decode_opaque(const Source& source, json::Value value, const Place& place, aip_message& message) {
  message.name = source.required_string(value, "role", place);
  sdk::set_parts(message, decode_content(source, value.find("content"), place.key("content"), message));
  message.extras = extras_of(source, value, {"role", "content"});
}

void decode_plain(const Source& source, json::Value value, const Place& place, aip_message& message) {
  message.name = source.optional_string(value, "name", place);
  sdk::set_parts(message, decode_content(source, value.find("content"), place.key("content"), message));
  message.extras = extras_of(source, value, {"role", "content", "name"});
}

}  // namespace

std::span<aip_part> decode_content(const Source& source, json::Value content, const Place& place,
                                   aip_message& message) {
  if (!given(content)) return {};
  if (content.is_string()) {
    message.flags |= AIP_MESSAGE_FLAG_PLAIN;
    const auto parts = source.env.array<aip_part>(1);
    parts[0].kind = AIP_PART_TEXT;
    parts[0].origin = source.origin;
    parts[0].text = source.text(content);
    return parts;
  }
  const auto parts = source.env.array<aip_part>(source.array_at(content, place).size());
  std::size_t index = 0;
  for (const json::Value part : content.elements()) {
    decode_part(source, part, place.at(index), parts[index]);
    ++index;
  }
  return parts;
}

void decode_messages(const Source& source, json::Value messages, aip_request& request) {
  const Place body;
  const Place place = body.key("messages");
  const auto all = source.env.array<aip_message>(source.array_at(messages, place).size());
  Calls calls(source);
  std::size_t index = 0;
  for (const json::Value value : messages.elements()) {
    const Place here = place.at(index);
    aip_message& message = all[index++];
    message.origin = source.origin;
    const json::Fields<kMessageMembers> members(source.object_at(value, here));
    const json::Value content = members["content"];
    message.role = role_of(members["role"]);
    const bool speaks = message.role != AIP_ROLE_TOOL && message.role != AIP_ROLE_OPAQUE;
    if (speaks && value.size() == 2 && content.is_string()) {  // as most turns of a chat are
      sdk::set_parts(message, decode_content(source, content, here.key("content"), message));
    } else if (message.role == AIP_ROLE_ASSISTANT) {
      decode_assistant(source, value, here, calls, message);
    } else if (message.role == AIP_ROLE_TOOL) {
      decode_result(source, value, here, calls, message);
    } else if (message.role == AIP_ROLE_OPAQUE) {
      decode_opaque(source, value, here, message);
    } else {
      decode_plain(source, value, here, message);
    }
  }
  sdk::set_messages(request, all);
}

}  // namespace aipool::openai
