// SPDX-License-Identifier: MIT
//
// AnswerExtras gathers the members of an answer's objects that nobody mapped. A null says no more than absence.
//
// Flow:      collect() while decoding, get() for the event that carries them.
// Threading: one per frame.
// Ownership: get() borrows the frame and the object itself, keep() copies into the call arena.
// Errors:    none.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "aipool/convert/step.hpp"
#include "aipool/json.hpp"
#include "aipool/sdk.hpp"

namespace aipool::convert {

class AnswerExtras {
 public:
  explicit AnswerExtras(const Step& step) : step_(step) {}

  void collect(json::Value object, std::initializer_list<std::string_view> known);
  void add(std::uint32_t ordinal, const json::Member& member);  // for json::Fields
  void add(json::Value object, std::string_view key);  // one member
  bool empty() const { return items_.empty(); }
  aip_extras get() const { return sdk::extras(items_); }
  aip_extras keep() const;
  // EXTRA of the choice (`place`: a word of the protocol), if there is anything.
  void emit(std::uint32_t choice, std::string_view place = {}) const;
  void emit_part(std::uint32_t choice, std::uint32_t part, aip_enum part_kind) const;

 private:
  friend class RepeatedExtras;
  const Step& step_;
  std::vector<aip_extra> items_;
};

// Members that a host repeats in every chunk go out once, and again when they change.
class RepeatedExtras {
 public:
  void drop_known(AnswerExtras& extras);

 private:
  std::map<std::string, std::string, std::less<>> seen_;  // texts by key: an upstream may send any number of them
};

inline void AnswerExtras::collect(json::Value object, std::initializer_list<std::string_view> known) {
  std::uint32_t ordinal = 0;
  for (const json::Member member : object.members()) {
    const auto is_key = [&](std::string_view key) { return member.key.equals(key); };
    if (std::none_of(known.begin(), known.end(), is_key)) add(ordinal, member);
    ++ordinal;
  }
}

// Rare, so that it stays out of the loops over members.
[[gnu::noinline]] inline void AnswerExtras::add(std::uint32_t ordinal, const json::Member& member) {
  if (member.value.is_null()) return;
  items_.push_back({step_.origin, ordinal, sdk::bytes(step_.text(member.key)), sdk::bytes(member.value.raw())});
}

inline void AnswerExtras::add(json::Value object, std::string_view key) {
  const json::Value value = object.find(key);
  if (value && !value.is_null()) items_.push_back({step_.origin, 0, sdk::bytes(key), sdk::bytes(value.raw())});
}

inline aip_extras AnswerExtras::keep() const {
  const auto kept = step_.env.copy(std::span<const aip_extra>(items_));
  for (aip_extra& extra : kept) {
    extra.key = sdk::bytes(step_.env.copy(sdk::view(extra.key)));
    extra.raw = sdk::bytes(step_.env.copy(sdk::view(extra.raw)));
  }
  return sdk::extras(kept);
}

inline void AnswerExtras::emit(std::uint32_t choice, std::string_view place) const {
  if (items_.empty()) return;
  aip_event event = sdk::events::extra(choice, get());
  event.name = sdk::bytes(place);
  step_.emit(event);
}

inline void AnswerExtras::emit_part(std::uint32_t choice, std::uint32_t part, aip_enum part_kind) const {
  if (items_.empty()) return;
  aip_event event = sdk::events::extra(choice, get());
  event.part = part;
  event.part_kind = part_kind;
  step_.emit(event);
}

inline void RepeatedExtras::drop_known(AnswerExtras& extras) {
  std::erase_if(extras.items_, [this](const aip_extra& extra) {
    const auto found = seen_.find(sdk::view(extra.key));
    if (found == seen_.end()) {
      seen_.emplace(sdk::view(extra.key), sdk::view(extra.raw));
      return false;
    }
    if (found->second == sdk::view(extra.raw)) return true;
    found->second = sdk::view(extra.raw);
    return false;
  });
}

}  // namespace aipool::convert
