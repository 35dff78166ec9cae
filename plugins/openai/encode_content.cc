// SPDX-License-Identifier: MIT
#include "plugins/openai/encode_content.h"

#include <algorithm>
#include <string>

#include "plugins/openai/convert.h"
#include "plugins/openai/encode_parts.h"

namespace aipool::openai {
namespace {

constexpr std::string_view kNoText = "a part that is no text, for a host that takes only strings";
constexpr std::string_view kNoForm = "a part that openai.chat has no form for";

// Some hosts crash on lists, so text from elsewhere goes as a string; what came as a list of this protocol stays one.
bool as_string(const Target& target, const aip_message& message, Parts parts) {
  if (parts.empty()) return true;
  if (parts.size() == 1 && only_strings(target) && can_encode(target, *parts[0])) return true;
  if (parts.size() != 1 || !is_bare_text(target, *parts[0])) return false;
  return (message.flags & AIP_MESSAGE_FLAG_PLAIN) != 0 || !target.own(message.origin);
}

// Lines of their own, as the hosts' own templates join them.
void encode_joined(const Target& target, Parts parts, const Place& place) {
  std::string text;
  std::size_t index = 0;
  bool first = true;
  for (const aip_part* part : parts) {
    const Place here = place.at(index++);
    if (!can_encode(target, *part)) {
      target.lose(here, kNoText);
      continue;
    }
    lose_foreign(target.env, part->extras, target.origin, here);
    lose_citations(target, *part, here);
    if (!first) text += '\n';
    first = false;
    text += sdk::view(part->text);
  }
  target.out.string(text);
}

}  // namespace

void encode_content(const Target& target, const aip_message& message, Parts parts, const Place& place) {
  if (only_strings(target) && parts.size() > 1) return encode_joined(target, parts, place);
  if (!as_string(target, message, parts)) {
    if (any_form(target, parts)) return encode_list(target, parts, place);
    lose_parts(target, parts.size(), place);
    target.out.string("");
    return;
  }
  if (!parts.empty()) {
    lose_foreign(target.env, parts[0]->extras, target.origin, place);
    lose_citations(target, *parts[0], place.at(0));
  }
  target.out.string(parts.empty() ? std::string_view() : sdk::view(parts[0]->text));
}

void encode_list(const Target& target, Parts parts, const Place& place) {
  std::size_t index = 0;
  target.out.begin_array();
  for (const aip_part* part : parts) {
    const Place here = place.at(index++);
    if (can_encode(target, *part)) {
      encode_part(target, *part, here);
    } else {
      target.lose(here, kNoForm);
    }
  }
  target.out.end_array();
}

bool any_form(const Target& target, Parts parts) {
  return std::any_of(parts.begin(), parts.end(), [&](const aip_part* part) { return can_encode(target, *part); });
}

void lose_parts(const Target& target, std::size_t count, const Place& place) {
  for (std::size_t index = 0; index < count; ++index) {
    const Place here = place.at(index);
    target.lose(here, kNoForm);
  }
}

}  // namespace aipool::openai
