// SPDX-License-Identifier: MIT
#include <vector>

#include "plugins/openai/convert.h"
#include "plugins/openai/encode_assistant.h"
#include "plugins/openai/encode_content.h"
#include "plugins/openai/encode_parts.h"
#include "plugins/openai/encode_request.h"

namespace aipool::openai {
namespace {

constexpr std::string_view kMoved = "moved to a message of the user: tools answer in text";
constexpr std::string_view kLeftOut = "a part of a result that openai.chat has no form for";

class Messages {
 public:
  explicit Messages(const Target& target)
      : target_(target), dialect_(convert::chat_dialect(target.request.dialect)) {}

  void encode() {
    const Place body;
    const Place list = body.key("messages");
    std::size_t index = 0;
    target_.out.begin_array();
    const bool joined = dialect_.single_system && encode_systems(list);
    for (const aip_message& message : sdk::messages(target_.request)) {
      const Place place = list.at(index++);
      lose_foreign(target_.env, message.extras, target_.origin, place);
      if (joined && is_system(message)) continue;
      if (is_foreign_item(message)) {
        lose_parts(target_, sdk::parts(message).size(), place.key("content"));
      } else if (message.role == AIP_ROLE_ASSISTANT) {
        flush_moved();
        encode_assistant(target_, message, place);
      } else {
        encode_input(message, place);
      }
    }
    flush_moved();
    target_.out.end_array();
  }

 private:
  // Items that only their own protocol knows are not even an empty turn.
  bool is_foreign_item(const aip_message& message) const {
    for (const aip_part& part : sdk::parts(message)) {
      if (part.kind != AIP_PART_OPAQUE || target_.own(part.origin)) return false;
    }
    return message.part_count != 0 && !target_.own(message.origin);
  }

  // Results become messages of role `tool`, which must follow their call at once; then what else the turn holds.
  void encode_input(const aip_message& message, const Place& place) {
    const std::span<const aip_part> parts = whole(target_.env, sdk::parts(message));
    PartList others(target_.env, parts.size());
    bool results = false;
    for (const aip_part& part : parts) {
      if (part.kind == AIP_PART_TOOL_RESULT) {
        encode_result(message, part, place);
        results = true;
      } else {
        others.add(part);
      }
    }
    if (results && !any_form(target_, others.get())) {
      return lose_parts(target_, others.get().size(), place.key("content"));
    }
    flush_moved();
    encode_turn(message, others.get(), place);
  }

  static bool is_system(const aip_message& message) {
    return message.role == AIP_ROLE_SYSTEM || message.role == AIP_ROLE_DEVELOPER;
  }

  // All of them as the first message, unless that is how they come. False: nothing was written.
  bool encode_systems(const Place& list) {
    std::size_t count = 0;
    std::size_t parts = 0;
    bool first = false;
    std::size_t index = 0;
    for (const aip_message& message : sdk::messages(target_.request)) {
      if (is_system(message)) {
        first = first || index == 0;
        ++count;
        parts += message.part_count;
      }
      ++index;
    }
    if (count == 0 || (count == 1 && first)) return false;
    PartList all(target_.env, parts);
    aip_message whole_one{};
    whole_one.struct_size = sizeof whole_one;
    whole_one.role = AIP_ROLE_SYSTEM;
    for (const aip_message& message : sdk::messages(target_.request)) {
      if (!is_system(message)) continue;
      for (const aip_part& part : whole(target_.env, sdk::parts(message))) all.add(part);
    }
    encode_turn(whole_one, all.get(), list.at(0));
    return true;
  }

  std::string_view role_word(const aip_message& message) const {
    switch (message.role) {
      case AIP_ROLE_SYSTEM:
        return "system";
      case AIP_ROLE_DEVELOPER:
        return dialect_.developer_role ? "developer" : "system";
      case AIP_ROLE_OPAQUE:
        return target_.own(message.origin) ? sdk::view(message.name) : std::string_view("user");
      default:
        return "user";
    }
  }

  void encode_turn(const aip_message& message, Parts parts, const Place& place) {
    ObjectWriter object(target_.out, message.extras, target_.origin);
    object.string("role", sdk::bytes(role_word(message)));
    if (message.role != AIP_ROLE_OPAQUE) object.string("name", message.name);
    if (object.member("content")) encode_content(target_, message, parts, place.key("content"));
    object.close();
  }

  void encode_result(const aip_message& message, const aip_part& result, const Place& place) {
    const bool legacy = (result.flags & AIP_PART_FLAG_LEGACY) != 0;
    lose_foreign(target_.env, result.extras, target_.origin, place);
    if ((result.flags & AIP_PART_FLAG_ERROR) != 0) target_.lose(place.key("is_error"), "the mark of a failed tool");
    const std::span<const aip_part> children = whole(target_.env, sdk::children(result));
    PartList kept(target_.env, children.size());
    for (const aip_part& child : children) {
      const bool stays = child.kind == AIP_PART_TEXT || target_.own(child.origin);
      const bool moves = !stays && can_encode(target_, child);
      if (stays) kept.add(child);
      if (moves) moved_.push_back(&child);
      if (!stays) target_.lose(place.key("content"), moves ? kMoved : kLeftOut);
    }
    ObjectWriter object(target_.out, message.extras, target_.origin);
    object.string("role", sdk::bytes(legacy ? "function" : "tool"));
    if (legacy) {
      object.string("name", result.name);
    } else {
      object.string("tool_call_id", result.id);
      object.string("name", message.name);
    }
    if (object.member("content")) encode_content(target_, message, kept.get(), place.key("content"));
    object.close();
  }

  void flush_moved() {
    if (moved_.empty()) return;
    const Place nowhere;
    target_.out.begin_object().key("role").string("user").key("content");
    encode_list(target_, moved_, nowhere.key("content"));
    target_.out.end_object();
    moved_.clear();
  }

  const Target& target_;
  const ChatDialect dialect_;
  std::vector<const aip_part*> moved_;  // of the results since the last other message
};

}  // namespace

void encode_messages(const Target& target) { Messages(target).encode(); }

}  // namespace aipool::openai
