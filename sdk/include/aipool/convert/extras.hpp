// SPDX-License-Identifier: MIT
//
// Extras: members of JSON objects that nobody mapped, kept while decoding and put back in their place while encoding.
//
// Flow:      decoders fill an ExtraList; encoders write objects through ObjectWriter, which merges the extras in.
// Threading: one per call.
// Ownership: raw texts are spans of the source; the lists lie in the call arena.
// Errors:    none; what another protocol left behind is reported as a loss.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "aipool/convert/place.hpp"
#include "aipool/convert/source.hpp"
#include "aipool/json.hpp"
#include "aipool/sdk.hpp"

namespace aipool::convert {

class ExtraList {
 public:
  explicit ExtraList(const Source& source) : source_(source) {}

  void add(std::uint32_t ordinal, const json::Member& member);
  void drop(std::string_view key);
  bool empty() const { return items_.empty(); }
  aip_extras take() const;  // a copy in the call arena

 private:
  const Source& source_;
  std::vector<aip_extra> items_;
};

inline void ExtraList::add(std::uint32_t ordinal, const json::Member& member) {
  items_.push_back({source_.origin, ordinal, source_.text(member.key), source_.raw(member.value)});
}

inline void ExtraList::drop(std::string_view key) {
  std::erase_if(items_, [&](const aip_extra& extra) { return sdk::view(extra.key) == key; });
}

inline aip_extras ExtraList::take() const {
  if (items_.empty()) return {};
  const auto kept = source_.env.array<aip_extra>(items_.size());
  std::copy(items_.begin(), items_.end(), kept.begin());
  return {kept.data(), kept.size()};
}

inline bool is_among(json::Value key, std::initializer_list<std::string_view> known) {
  return std::any_of(known.begin(), known.end(), [&](std::string_view name) { return key.equals(name); });
}

// All members of `object` but the `known` ones. A known member that the tree holds only in part can be kept whole by
// leaving it out of `known`: the extra then stands for it on the way back (see ObjectWriter).
inline aip_extras extras_of(const Source& source, json::Value object, std::initializer_list<std::string_view> known) {
  ExtraList list(source);
  std::uint32_t ordinal = 0;
  for (const json::Member member : object.members()) {
    if (!is_among(member.key, known)) list.add(ordinal, member);
    ++ordinal;
  }
  return list.take();
}

// True if `object` has a member outside `known`.
inline bool has_others(json::Value object, std::initializer_list<std::string_view> known) {
  for (const json::Member member : object.members()) {
    if (!is_among(member.key, known)) return true;
  }
  return false;
}

// Reports every extra that came from another protocol.
inline void lose_foreign(sdk::Env& env, aip_extras extras, std::uint32_t origin, const Place& place) {
  for (const aip_extra& extra : sdk::span(extras)) {
    if (extra.origin == origin) continue;
    env.loss(place.key(sdk::view(extra.key)).pointer(), "has no place in the upstream's protocol");
  }
}

// An own extra by key, or {NULL, 0}.
inline aip_bytes own_extra(aip_extras extras, std::uint32_t origin, std::string_view key) {
  for (const aip_extra& extra : sdk::span(extras)) {
    if (extra.origin == origin && sdk::view(extra.key) == key) return extra.raw;
  }
  return {};
}

}  // namespace aipool::convert
