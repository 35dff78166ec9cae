// SPDX-License-Identifier: MIT
#include <string_view>
#include <utility>
#include <vector>

#include "plugins/gemini/dialect.h"
#include "plugins/gemini/encode_parts.h"
#include "plugins/gemini/encode_request.h"
#include "plugins/gemini/model_version.h"

namespace aipool::gemini {
namespace {

constexpr std::string_view kSkipSignature = "skip_thought_signature_validator";  // the vendor's word for "it is lost"

// A part on its way into a content, and where it came from.
struct HeldPart {
  aip_part part;
  std::size_t message;
  std::size_t index;
  bool own;  // of a message of this protocol
};

bool is_system_message(const aip_message& message) {
  return message.role == AIP_ROLE_SYSTEM || message.role == AIP_ROLE_DEVELOPER;
}

// Other protocols have a message for each result and may have several of one role in a row; here they are one content,
// with the results in front: all that a content calls for must be answered by the next.
class Contents {
 public:
  Contents(const Target& target, const Place& list)
      : target_(target), list_(list), wants_signatures_(wants_signatures(upstream_model(target.request))) {}

  void add(const aip_message& message, std::size_t index) {
    const std::string_view role = role_of(message);
    const bool own = target_.own(message.origin);
    if (role != role_ || own) flush();
    role_ = role;
    if (own) extras_ = message.extras;
    const Place place = list_.at(index);
    lose_foreign(target_.env, message.extras, target_.origin, place);
    if (sdk::present(message.name) && !own) target_.lose(place.key("name"), "turns have no names in gemini.generate");
    take(message, place, index);
  }

  void flush() {
    if (!results_.empty() || !others_.empty()) write();
    results_.clear();
    others_.clear();
    extras_ = {};
    role_ = {};
  }

 private:
  std::string_view role_of(const aip_message& message) const {
    if (message.role == AIP_ROLE_ASSISTANT) return "model";
    const bool own_word = target_.own(message.origin) && message.name.len != 0;
    return own_word ? sdk::view(message.name) : std::string_view("user");
  }

  void take(const aip_message& message, const Place& place, std::size_t index) {
    const Place content = place.key("content");
    const bool own = target_.own(message.origin);
    std::size_t position = 0;
    bool says_nothing = true;
    for (const aip_part& part : sdk::parts(message)) {
      const Place here = content.at(position);
      const std::string_view why = why_no_part(target_, part);
      const bool result = part.kind == AIP_PART_TOOL_RESULT && !own;
      if (why.empty()) {
        (result ? results_ : others_).push_back({part, index, position, own});
      } else if (part.kind != AIP_PART_TEXT) {  // an empty text says nothing
        target_.lose(here, why);
      }
      if (result) take_media(part, index, position);
      says_nothing = says_nothing && part.kind == AIP_PART_TEXT && !why.empty();
      ++position;
    }
    if (says_nothing) target_.lose(place, "a turn that says nothing");
  }

  // Media of a result that have no place in it stand beside it.
  void take_media(const aip_part& result, std::size_t index, std::size_t position) {
    const Place message = list_.at(index);
    const Place content = message.key("content");
    const Place here = content.at(position);
    for (const aip_part& child : sdk::children(result)) {
      if (!is_media(child) || is_text_of_result(child)) continue;
      const std::string_view why = why_no_part(target_, child);
      if (!why.empty()) {
        target_.lose(here, why);
      } else if (!stands_inside(target_, result, child)) {
        others_.push_back({child, index, position, false});
      }
    }
  }

  void write() {
    ObjectWriter object(target_.out, extras_, target_.origin);
    object.string("role", sdk::bytes(role_));
    if (object.member("parts")) {
      target_.out.begin_array();
      carried_ = {};
      calls_ = 0;
      for (const HeldPart& held : results_) write(held);
      for (const HeldPart& held : others_) write(held);
      target_.out.end_array();
    }
    object.close();
  }

  void write(const HeldPart& held) {
    const Place message = list_.at(held.message);
    const Place content = message.key("content");
    const Place here = content.at(held.index);
    const bool own = target_.own(held.part.origin);
    const std::string_view signature = own ? sdk::view(held.part.signature) : std::string_view();
    if (held.part.kind == AIP_PART_REASONING && !held.own) {
      // Signatures that come from the server's memory belong to the call or text that the thoughts led to.
      if (!signature.empty()) carried_ = signature;
      if (held.part.text.len != 0) encode_part(target_, held.part, here, {});
      return;
    }
    encode_part(target_, held.part, here, signature_of(held.part, signature));
  }

  std::string_view signature_of(const aip_part& part, std::string_view own) {
    const bool call = part.kind == AIP_PART_TOOL_CALL;
    const bool first = call && calls_++ == 0;
    const std::string_view carried = call || part.kind == AIP_PART_TEXT ? std::exchange(carried_, {}) : carried_;
    if (!own.empty()) return own;
    if ((call || part.kind == AIP_PART_TEXT) && !carried.empty()) return carried;
    return first && wants_signatures_ ? kSkipSignature : std::string_view();
  }

  const Target& target_;
  const Place& list_;
  const bool wants_signatures_;
  std::string_view role_;
  std::string_view carried_;
  std::size_t calls_ = 0;
  aip_extras extras_{};
  std::vector<HeldPart> results_;
  std::vector<HeldPart> others_;
};

void encode_system(const Target& target, ObjectWriter& body, const Place& list) {
  std::vector<HeldPart> texts;
  aip_extras extras{};
  bool leading = true;
  std::size_t index = 0;
  for (const aip_message& message : sdk::messages(target.request)) {
    const Place place = list.at(index);
    const Place content = place.key("content");
    if (is_system_message(message)) {
      if (!leading) target.lose(place, "moved to the system prompt");
      lose_foreign(target.env, message.extras, target.origin, place);
      if (target.own(message.origin)) extras = message.extras;
      if (sdk::present(message.name)) target.lose(place.key("name"), "turns have no names in gemini.generate");
      std::size_t position = 0;
      for (const aip_part& part : sdk::parts(message)) {
        const bool text = part.kind == AIP_PART_TEXT || target.own(part.origin);
        if (text && why_no_part(target, part).empty()) texts.push_back({part, index, position, true});
        const Place here = content.at(position++);
        if (!text) target.lose(here, "a system prompt has only text in gemini.generate");
      }
    } else {
      leading = false;
    }
    ++index;
  }
  if (texts.empty() || !body.member("systemInstruction")) return;
  ObjectWriter object(target.out, extras, target.origin);
  if (dialect_says(target.request, kSystemRole)) object.string("role", sdk::bytes("user"));
  if (object.member("parts")) {
    target.out.begin_array();
    for (const HeldPart& held : texts) {
      const Place message = list.at(held.message);
      const Place content = message.key("content");
      const Place here = content.at(held.index);
      encode_part(target, held.part, here, target.own(held.part.origin) ? sdk::view(held.part.signature) : "");
    }
    target.out.end_array();
  }
  object.close();
}

bool has_a_turn(const aip_request& request) {
  for (const aip_message& message : sdk::messages(request)) {
    if (!is_system_message(message)) return true;
  }
  return false;
}

}  // namespace

void encode_contents(const Target& target, ObjectWriter& body) {
  const Place root;
  const Place list = root.key("messages");
  const bool turns = has_a_turn(target.request);
  if (body.member("contents")) {
    Contents contents(target, list);
    target.out.begin_array();
    std::size_t index = 0;
    for (const aip_message& message : sdk::messages(target.request)) {
      const Place here = list.at(index);
      if (!turns) target.lose(here, "a system prompt without a turn is the user's turn");
      if (!turns || !is_system_message(message)) contents.add(message, index);
      ++index;
    }
    contents.flush();
    target.out.end_array();
  }
  if (turns) encode_system(target, body, list);
}

}  // namespace aipool::gemini
