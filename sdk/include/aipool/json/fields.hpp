// SPDX-License-Identifier: MIT
//
// Fields are the members of an object that a reader knows by name, all found in one pass over it.
//
// Flow:      constexpr json::Names kPoint("x", "y"); const json::Fields<kPoint> point(object); point["x"].number()
// Threading: plain values.
// Ownership: as Value. Names borrows literals.
// Errors:    a member that is not there is an absent value; a name that is none of the set does not compile.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "aipool/json/same_bytes.hpp"
#include "aipool/json/value.hpp"

namespace aipool::json {

// A set of names, told apart by a hash that the compiler has chosen so that no two of them share a slot.
template <std::size_t kCount>
class Names {
 public:
  static constexpr std::size_t kNone = kCount;

  template <class... Text>
  consteval explicit Names(const Text&... names) : names_{names...} {
    while (!fill_slots()) seed_ += 2;
  }

  // Which of them it is, counted from 0.
  constexpr std::size_t find(std::string_view name) const noexcept {
    if (name.empty()) return kNone;
    const std::size_t found = slots_[slot(name)];
    return is_same(names_[found], name) ? found : kNone;
  }
  constexpr bool contains(std::string_view name) const noexcept { return find(name) != kNone; }
  std::size_t find(Value key) const noexcept {
    return key.has_escapes() ? find_escaped(key) : find(key.string_raw());
  }

 private:
  static constexpr int kSlotBits = 6;

  static constexpr bool is_same(std::string_view a, std::string_view b) noexcept {
    if (std::is_constant_evaluated()) return a == b;
    return a.size() == b.size() && same_bytes(a.data(), b.data(), a.size());
  }

  // Hardly any key has an escape, so that this stays out of the loops over members.
  [[gnu::noinline, gnu::cold]] std::size_t find_escaped(Value key) const noexcept {
    const auto end = names_.begin() + kCount;
    return static_cast<std::size_t>(
        std::find_if(names_.begin(), end, [&](std::string_view name) { return key.equals(name); }) - names_.begin());
  }

  constexpr std::size_t slot(std::string_view name) const noexcept {
    const auto byte = [&](std::size_t at) { return std::uint32_t{static_cast<unsigned char>(name[at])}; };
    const auto size = static_cast<std::uint32_t>(name.size());
    const std::uint32_t looks = byte(0) | byte(size / 2) << 8 | byte(size - 1) << 16 | size << 24;
    return looks * seed_ >> (32 - kSlotBits);
  }

  consteval bool fill_slots() {
    slots_.fill(kNone);
    for (std::size_t i = 0; i < kCount; ++i) {
      std::uint8_t& at = slots_[slot(names_[i])];
      if (at != kNone) return false;
      at = static_cast<std::uint8_t>(i);
    }
    return true;
  }

  std::array<std::string_view, kCount + 1> names_;  // the last is no name
  std::array<std::uint8_t, std::size_t{1} << kSlotBits> slots_{};
  std::uint32_t seed_ = 0x9E3779B1;
};

template <class... Text>
Names(const Text&...) -> Names<sizeof...(Text)>;

template <const auto& kNames>
class Fields {
 public:
  struct Name {
    consteval Name(const char* name) : index(kNames.find(name)) {  // NOLINT(google-explicit-constructor)
      if (index == kNames.kNone) throw "no such name in the set";
    }
    std::size_t index;
  };

  explicit Fields(Value object) noexcept {
    for (const Member member : object.members()) take(member);
  }
  // What has another name goes to `others.add(ordinal, member)`.
  template <class Others>
  Fields(Value object, Others& others) {
    std::uint32_t ordinal = 0;
    for (const Member member : object.members()) {
      if (!take(member)) others.add(ordinal, member);
      ++ordinal;
    }
  }

  // Of duplicates the last one.
  Value operator[](Name name) const noexcept { return values_[name.index]; }

 private:
  bool take(const Member& member) noexcept {
    const std::size_t index = kNames.find(member.key);
    if (index == kNames.kNone) return false;
    values_[index] = member.value;
    return true;
  }

  std::array<Value, kNames.kNone> values_;
};

}  // namespace aipool::json
