// SPDX-License-Identifier: MIT
#include "plugins/openai/answer_extras.h"

#include <algorithm>

namespace aipool::openai {

void AnswerExtras::collect(json::Value object, std::initializer_list<std::string_view> known) {
  std::uint32_t ordinal = 0;
  for (const json::Member member : object.members()) {
    const auto is_key = [&](std::string_view key) { return member.key.equals(key); };
    if (!member.value.is_null() && std::none_of(known.begin(), known.end(), is_key)) {
      items_.push_back({step_.origin, ordinal, sdk::bytes(step_.text(member.key)), sdk::bytes(member.value.raw())});
    }
    ++ordinal;
  }
}

aip_extras AnswerExtras::keep() const {
  const auto kept = step_.env.copy(std::span<const aip_extra>(items_));
  for (aip_extra& extra : kept) {
    extra.key = sdk::bytes(step_.env.copy(sdk::view(extra.key)));
    extra.raw = sdk::bytes(step_.env.copy(sdk::view(extra.raw)));
  }
  return sdk::extras(kept);
}

void AnswerExtras::emit(std::uint32_t choice, std::string_view place) const {
  if (items_.empty()) return;
  aip_event event = sdk::events::extra(choice, get());
  event.name = sdk::bytes(place);
  step_.emit(event);
}

void AnswerExtras::emit_part(std::uint32_t choice, std::uint32_t part, aip_enum part_kind) const {
  if (items_.empty()) return;
  aip_event event = sdk::events::extra(choice, get());
  event.part = part;
  event.part_kind = part_kind;
  step_.emit(event);
}

void RepeatedExtras::drop_known(AnswerExtras& extras) {
  std::erase_if(extras.items_, [this](const aip_extra& extra) {
    const auto same = [&](const Seen& seen) { return seen.key == sdk::view(extra.key); };
    const auto found = std::find_if(seen_.begin(), seen_.end(), same);
    if (found == seen_.end()) {
      seen_.push_back({std::string(sdk::view(extra.key)), std::string(sdk::view(extra.raw))});
      return false;
    }
    if (found->raw == sdk::view(extra.raw)) return true;
    found->raw = sdk::view(extra.raw);
    return false;
  });
}

}  // namespace aipool::openai
