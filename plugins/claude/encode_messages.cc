// SPDX-License-Identifier: MIT
#include <optional>
#include <vector>

#include "plugins/claude/encode_blocks.h"
#include "plugins/claude/encode_request.h"

namespace aipool::claude {
namespace {

// A part on its way into a turn, and where it came from.
struct Held {
  const aip_part* part;
  std::size_t message;
  std::size_t index;
};

void write_parts(const Target& target, const std::vector<Held>& parts, const Place& list) {
  target.out.begin_array();
  for (const Held& held : parts) {
    const Place message = list.at(held.message);
    const Place content = message.key("content");
    encode_block(target, *held.part, content.at(held.index));
  }
  target.out.end_array();
}

void write_bare_text(const Target& target, const Held& held, const Place& list) {
  const Place message = list.at(held.message);
  const Place content = message.key("content");
  lose_foreign(target.env, held.part->extras, target.origin, content.at(held.index));
  target.out.string(sdk::view(held.part->text));
}

// Other protocols have a message for each result and may have several of one role in a row; here they are one turn,
// with the results in front.
class Turns {
 public:
  Turns(const Target& target, const Place& list) : target_(target), list_(list) {}

  void add(const aip_message& message, std::size_t index) {
    const std::string_view role = role_of(message);
    const bool own = target_.own(message.origin);
    if (role != role_ || own) flush();
    role_ = role;
    plain_ = !own || (message.flags & AIP_MESSAGE_FLAG_PLAIN) != 0;
    if (own) extras_ = message.extras;
    const Place place = list_.at(index);
    lose_foreign(target_.env, message.extras, target_.origin, place);
    if (sdk::present(message.name) && !own) target_.lose(place.key("name"), "turns have no names in claude.messages");
    take(message, place, index);
  }

  void flush() {
    const bool empty = results_.empty() && others_.empty();
    if (!empty) write();
    results_.clear();
    others_.clear();
    extras_ = {};
    role_ = {};
  }

 private:
  std::string_view role_of(const aip_message& message) const {
    switch (message.role) {
      case AIP_ROLE_ASSISTANT:
        return "assistant";
      case AIP_ROLE_SYSTEM:
        return target_.own(message.origin) ? "system" : "user";
      case AIP_ROLE_OPAQUE:
        return target_.own(message.origin) ? sdk::view(message.name) : std::string_view("user");
      default:
        return "user";
    }
  }

  void take(const aip_message& message, const Place& place, std::size_t index) {
    const Place content = place.key("content");
    std::size_t position = 0;
    bool says_nothing = true;
    for (const aip_part& part : whole(target_.env, sdk::parts(message))) {
      const Held held{&part, index, position};
      const std::string_view why = why_not(target_, part);
      if (why.empty()) {
        (part.kind == AIP_PART_TOOL_RESULT ? results_ : others_).push_back(held);
      } else if (part.kind != AIP_PART_TEXT) {  // an empty text says nothing
        target_.lose(content.at(position), why);
      }
      says_nothing = says_nothing && part.kind == AIP_PART_TEXT && !why.empty();
      ++position;
    }
    if (says_nothing) target_.lose(place, "a turn that says nothing");
  }

  void write() {
    ObjectWriter object(target_.out, extras_, target_.origin);
    object.string("role", sdk::bytes(role_));
    if (object.member("content")) {
      if (plain_ && results_.empty() && others_.size() == 1 && is_bare_text(target_, *others_[0].part)) {
        write_bare_text(target_, others_[0], list_);
      } else {
        results_.insert(results_.end(), others_.begin(), others_.end());
        write_parts(target_, results_, list_);
      }
    }
    object.close();
  }

  const Target& target_;
  const Place& list_;
  std::string_view role_;
  bool plain_ = false;
  aip_extras extras_{};
  std::vector<Held> results_;
  std::vector<Held> others_;
};

bool says_something(const Target& target, const aip_message& message) {
  for (const aip_part& part : sdk::parts(message)) {
    if (part.kind != AIP_PART_TEXT || why_not(target, part).empty()) return true;
  }
  return false;
}

// The API takes no request without a turn, others answer to a system prompt alone.
bool has_only_system_prompts(const Target& target) {
  std::size_t index = 0;
  bool any = false;
  for (const aip_message& message : sdk::messages(target.request)) {
    if (target.own(message.origin)) return false;
    if (is_system_prompt(target, message, index++)) {
      any = true;
    } else if (says_something(target, message)) {
      return false;
    }
  }
  return any;
}

}  // namespace

bool is_system_prompt(const Target& target, const aip_message& message, std::size_t index) {
  if (message.role != AIP_ROLE_SYSTEM && message.role != AIP_ROLE_DEVELOPER) return false;
  if (!target.own(message.origin)) return true;
  return index == 0 && !source_form(target, "system").empty();
}

void encode_system(const Target& target, ObjectWriter& body) {
  if (has_only_system_prompts(target)) return;
  const Place root;
  const Place list = root.key("messages");
  std::vector<Held> texts;
  bool plain = true;
  bool leading = true;
  std::size_t index = 0;
  for (const aip_message& message : sdk::messages(target.request)) {
    const Place place = list.at(index);
    if (is_system_prompt(target, message, index)) {
      if (!leading) target.lose(place, "moved to the system prompt");
      if (target.own(message.origin)) plain = (message.flags & AIP_MESSAGE_FLAG_PLAIN) != 0;
      lose_foreign(target.env, message.extras, target.origin, place);
      std::size_t position = 0;
      for (const aip_part& part : whole(target.env, sdk::parts(message))) {
        const bool text = part.kind == AIP_PART_TEXT || target.own(part.origin);
        if (text && why_not(target, part).empty()) texts.push_back({&part, index, position});
        if (!text) target.lose(place.key("content"), "a system prompt has only text in claude.messages");
        ++position;
      }
    } else {
      leading = false;
    }
    ++index;
  }
  if (texts.empty() || !body.member("system")) return;
  if (plain && texts.size() == 1 && is_bare_text(target, *texts[0].part)) {
    write_bare_text(target, texts[0], list);
  } else {
    write_parts(target, texts, list);
  }
}

void encode_messages(const Target& target) {
  const Place body;
  const Place list = body.key("messages");
  const bool only_system = has_only_system_prompts(target);
  Turns turns(target, list);
  std::size_t index = 0;
  target.out.begin_array();
  for (const aip_message& message : sdk::messages(target.request)) {
    if (only_system) target.lose(list.at(index), "a system prompt without a turn is the user's turn");
    if (only_system || !is_system_prompt(target, message, index)) turns.add(message, index);
    ++index;
  }
  turns.flush();
  target.out.end_array();
}

}  // namespace aipool::claude
