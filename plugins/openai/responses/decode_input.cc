// SPDX-License-Identifier: MIT
#include <vector>

#include "plugins/openai/responses/decode_parts.h"
#include "plugins/openai/responses/decode_request.h"
#include "plugins/openai/responses/decode_thoughts.h"
#include "plugins/openai/responses/namespaces.h"
#include "plugins/openai/responses/words.h"

namespace aipool::openai::responses {
namespace {

aip_enum input_role(json::Value word) {
  constexpr struct {
    std::string_view word;
    aip_enum role;
  } kRoles[] = {{"system", AIP_ROLE_SYSTEM},
                {"developer", AIP_ROLE_DEVELOPER},
                {"user", AIP_ROLE_USER},
                {"assistant", AIP_ROLE_ASSISTANT}};
  for (const auto& row : kRoles) {
    if (word.equals(row.word)) return row.role;
  }
  return AIP_ROLE_OPAQUE;
}

// What the model did, rather than what it was told.
bool is_deed(std::string_view type) {
  return type.ends_with("_call") || type == "mcp_list_tools" || type == "mcp_approval_request";
}

// Items of the assistant that follow one another are one turn, as other protocols want it: with one message, or more of
// them where a call stands between.
class InputItems {
 public:
  InputItems(const Source& source, const aip_request& request, std::size_t count)
      : source_(source), namespaces_(request, source.origin) {
    messages_.reserve(count + 1);
  }

  void instructions(json::Value value) {
    if (!given(value)) return;
    const Place body;
    aip_message& message = add(AIP_ROLE_SYSTEM, AIP_MESSAGE_FLAG_INSTRUCTIONS);
    fill(message, value, body.key("instructions"));
  }

  void text(json::Value value) {
    const Place body;
    fill(add(AIP_ROLE_USER, 0), value, body.key("input"));
  }

  void item(json::Value value, const Place& place) {
    const json::Value type = source_.object_at(value, place).find("type");
    if (type.equals("message") || (!given(type) && given(value.find("role")))) return message(value, place);
    if (type.equals("function_call") || type.equals("custom_tool_call")) return call(value, place);
    if (type.equals("function_call_output") || type.equals("custom_tool_call_output")) return result(value, place);
    if (type.equals(kAdditionalTools) && value.find("tools").size() != 0) return;  // they are read with the others
    if (type.equals("reasoning")) return decode_thoughts(source_, value, place, turn_);
    if (!is_deed(type.string())) flush();
    turn_.push_back(opaque_item(source_, value));
    if (!is_deed(type.string())) flush_as(AIP_ROLE_USER);
  }

  void finish(aip_request& request) {
    flush();
    sdk::set_messages(request, source_.env.copy(std::span<const aip_message>(messages_)));
  }

 private:
  aip_message& add(aip_enum role, std::uint32_t flags) {
    aip_message message{};
    message.struct_size = sizeof message;
    message.role = role;
    message.origin = source_.origin;
    message.flags = flags;
    return messages_.emplace_back(message);
  }

  std::span<aip_part> fill(aip_message& message, json::Value content, const Place& place) {
    bool plain = false;
    const auto parts = decode_content(source_, content, place, plain);
    sdk::set_parts(message, parts);
    if (plain) message.flags |= AIP_MESSAGE_FLAG_PLAIN;
    return parts;
  }

  void message(json::Value value, const Place& place) {
    const json::Value word = value.find("role");
    const aip_enum role = input_role(word);
    const bool spoken = role == AIP_ROLE_ASSISTANT;
    if (!spoken || (says_message_ && !called_)) flush();
    aip_message read{};
    const auto parts = fill(read, value.find("content"), place.key("content"));
    read.id = source_.optional_string(value, "id", place);
    const bool done = value.find("status").equals(kCompleted) && note_completed(parts);
    read.extras = done ? extras_of(source_, value, {"type", "role", "content", "id", "status"})
                       : extras_of(source_, value, {"type", "role", "content", "id"});
    if (spoken && parts.empty()) flush();
    if (!spoken || parts.empty()) {
      aip_message& to = add(role, read.flags);
      to.id = read.id;
      to.extras = read.extras;
      if (role == AIP_ROLE_OPAQUE) to.name = source_.required_string(value, "role", place);
      sdk::set_parts(to, parts);
      return;
    }
    if (says_message_ && read.extras.count != 0) flush();  // a turn has those of one message
    if (says_message_) {
      if (!sdk::present(parts[0].id)) parts[0].id = read.id;
    } else {
      message_ = read;
    }
    says_message_ = true;
    turn_.insert(turn_.end(), parts.begin(), parts.end());
  }

  // True: the tree holds it, in a part that has no other use for the field.
  static bool note_completed(std::span<aip_part> parts) {
    if (parts.empty() || (parts[0].kind != AIP_PART_TEXT && parts[0].kind != AIP_PART_REFUSAL)) return false;
    parts[0].detail = sdk::bytes(kCompleted);
    return true;
  }

  void call(json::Value value, const Place& place) {
    const bool custom = value.find("type").equals("custom_tool_call");
    const std::string_view payload = custom ? "input" : "arguments";
    aip_part part{};
    part.struct_size = sizeof part;
    part.kind = AIP_PART_TOOL_CALL;
    part.origin = source_.origin;
    if (custom) part.flags = AIP_PART_FLAG_CUSTOM;
    part.id = source_.required_string(value, "call_id", place);
    part.name = source_.required_string(value, "name", place);
    const std::string_view space = sdk::view(source_.optional_string(value, kNamespace, place));
    const std::string_view flat = space.empty() ? space : namespaces_.flat_name(space, sdk::view(part.name));
    if (!flat.empty()) part.name = sdk::bytes(source_.env.copy(flat));
    (custom ? part.text : part.json) = source_.required_string(value, payload, place);
    part.media_type = source_.optional_string(value, "id", place);
    const bool done = value.find("status").equals(kCompleted);
    if (done) part.detail = sdk::bytes(kCompleted);
    part.extras = extras_of(source_, value, {"type", "call_id", "name", payload, "id", done ? "status" : "type",
                                             flat.empty() ? "type" : kNamespace});
    calls_.add(part);
    called_ = true;
    turn_.push_back(part);
  }

  void result(json::Value value, const Place& place) {
    flush();
    const auto parts = source_.env.array<aip_part>(1);
    aip_part& part = parts[0];
    part.kind = AIP_PART_TOOL_RESULT;
    part.origin = source_.origin;
    if (value.find("type").equals("custom_tool_call_output")) part.flags = AIP_PART_FLAG_CUSTOM;
    part.id = source_.required_string(value, "call_id", place);
    part.name = calls_.name_of(part.id);
    const bool done = value.find("status").equals(kCompleted);
    if (done) part.detail = sdk::bytes(kCompleted);
    const Place output = place.key("output");
    if (!value.find("output")) refuse(output, "is required");
    bool plain = false;
    sdk::set_children(part, decode_content(source_, value.find("output"), output, plain));
    aip_message& message = add(AIP_ROLE_TOOL, plain ? AIP_MESSAGE_FLAG_PLAIN : 0u);
    message.id = source_.optional_string(value, "id", place);
    message.extras = done ? extras_of(source_, value, {"type", "call_id", "output", "id", "status"})
                          : extras_of(source_, value, {"type", "call_id", "output", "id"});
    sdk::set_parts(message, parts);
  }

  void flush() { flush_as(AIP_ROLE_ASSISTANT); }

  void flush_as(aip_enum role) {
    if (!turn_.empty()) {
      aip_message& to = add(role, message_.flags);
      to.id = message_.id;
      to.extras = message_.extras;
      sdk::set_parts(to, source_.env.copy(std::span<const aip_part>(turn_)));
    }
    turn_.clear();
    says_message_ = called_ = false;
    message_ = {};
  }

  const Source& source_;
  const Namespaces namespaces_;
  std::vector<aip_message> messages_;
  std::vector<aip_part> turn_;  // of the assistant, that goes on
  bool says_message_ = false;
  bool called_ = false;    // in it: its results must follow it at once, so that what else is said belongs to it
  aip_message message_{};  // the members of the message that the turn holds
  convert::Calls calls_;
};

}  // namespace

void decode_input(const Source& source, json::Value root, aip_request& request) {
  const json::Value input = root.find("input");
  InputItems items(source, request, input.size());
  items.instructions(root.find("instructions"));
  if (input.is_string()) items.text(input);
  const Place body;
  const Place place = body.key("input");
  std::size_t index = 0;
  for (const json::Value value : input.elements()) items.item(value, place.at(index++));
  items.finish(request);
}

}  // namespace aipool::openai::responses
