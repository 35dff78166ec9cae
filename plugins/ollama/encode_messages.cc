// SPDX-License-Identifier: MIT
#include <utility>

#include "plugins/ollama/encode_parts.h"
#include "plugins/ollama/encode_request.h"

namespace aipool::ollama {
namespace {

// Other protocols have turns of many parts; here a message has one text, so that such a turn becomes several messages
// of its role, which a template joins again.
class MessageList {
 public:
  explicit MessageList(const Target& target) : target_(target) {}

  void encode() {
    const Place body;
    const Place list = body.key("messages");
    std::size_t index = 0;
    target_.out.begin_array();
    for (const aip_message& message : sdk::messages(target_.request)) encode_message(message, list.at(index++));
    target_.out.end_array();
  }

 private:
  std::string_view role_word(const aip_message& message) const {
    switch (message.role) {
      case AIP_ROLE_SYSTEM:
      case AIP_ROLE_DEVELOPER:
        return "system";
      case AIP_ROLE_ASSISTANT:
        return "assistant";
      case AIP_ROLE_OPAQUE:
        return target_.own(message.origin) ? sdk::view(message.name) : std::string_view("user");
      default:
        return "user";
    }
  }

  // Results must follow their calls at once, then comes what else the turn holds.
  void encode_message(const aip_message& message, const Place& place) {
    lose_foreign(target_.env, message.extras, target_.origin, place);
    if (sdk::present(message.name) && !target_.own(message.origin)) {
      target_.lose(place.key("name"), "turns have no names in ollama.chat");
    }
    extras_ = message.extras;
    written_ = false;
    bool calls = false;
    const Place content = place.key("content");
    std::size_t index = 0;
    for (const aip_part& part : sdk::parts(message)) {
      if (part.kind == AIP_PART_TOOL_RESULT) encode_result(part, content.at(index));
      calls = calls || part.kind == AIP_PART_TOOL_CALL;
      ++index;
    }
    encode_parts(message, calls, place, content);
    if (!written_) target_.lose(place, "a turn that says nothing");
  }

  void encode_parts(const aip_message& message, bool calls, const Place& place, const Place& content) {
    OutgoingTurn turn;
    std::size_t index = 0;
    for (const aip_part& part : sdk::parts(message)) {
      const Place here = content.at(index++);
      if (part.kind == AIP_PART_TOOL_RESULT) continue;
      if (const std::string_view why = why_not(target_, part, calls); !why.empty()) {
        target_.lose(here, why);
        continue;
      }
      lose_details(target_, part, here);
      if (!turn.takes(part)) write(role_word(message), std::exchange(turn, {}), place);
      turn.add(part);
    }
    if (!turn.empty()) write(role_word(message), turn, place);
  }

  void encode_result(const aip_part& result, const Place& place) {
    lose_foreign(target_.env, result.extras, target_.origin, place);
    if ((result.flags & AIP_PART_FLAG_ERROR) != 0) target_.lose(place.key("is_error"), "the mark of a failed tool");
    std::string text;
    OutgoingTurn turn;
    const Place content = place.key("content");
    std::size_t index = 0;
    for (const aip_part& child : sdk::children(result)) {
      const Place here = content.at(index++);
      if (const std::string_view why = why_not(target_, child, false); !why.empty()) {
        target_.lose(here, why);
        continue;
      }
      lose_details(target_, child, here);
      if (child.kind == AIP_PART_IMAGE || child.kind == AIP_PART_AUDIO) {
        turn.add(child);
      } else {
        text.append(text.empty() ? "" : "\n").append(sdk::view(child.text));
      }
    }
    aip_part whole{};
    whole.kind = AIP_PART_TEXT;
    whole.text = sdk::bytes(text);
    turn.add(whole);
    write_result(result, turn, place);
  }

  void write_result(const aip_part& result, const OutgoingTurn& turn, const Place& place) {
    ObjectWriter object(target_.out, take_extras(), target_.origin);
    object.string("role", sdk::bytes("tool"));
    turn.write(target_, place, object);
    if (result.name.len != 0) object.string("tool_name", result.name);
    if (result.id.len != 0) object.string("tool_call_id", result.id);
    object.close();
  }

  void write(std::string_view role, const OutgoingTurn& turn, const Place& place) {
    ObjectWriter object(target_.out, take_extras(), target_.origin);
    object.string("role", sdk::bytes(role));
    turn.write(target_, place, object);
    object.close();
  }

  // They belong to the first message that a turn becomes.
  aip_extras take_extras() {
    written_ = true;
    return std::exchange(extras_, {});
  }

  const Target& target_;
  aip_extras extras_{};
  bool written_ = false;
};

}  // namespace

void encode_messages(const Target& target) { MessageList(target).encode(); }

}  // namespace aipool::ollama
