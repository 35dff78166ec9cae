// SPDX-License-Identifier: MIT
//
// Conversions between the ABI's borrowed text and std::string_view, and lookups of named values.
//
// Flow:      view() on what comes in, bytes() on what goes out.
// Threading: pure functions.
// Ownership: nothing is copied; a view lives as long as what it was made from.
// Errors:    none. NULL with a length, or with a count, reads as empty.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "aipool/abi/types.h"

namespace aipool::sdk {

constexpr std::string_view view(aip_bytes bytes) noexcept {
  return {bytes.data, bytes.data == nullptr ? 0 : bytes.len};
}

// A default string_view becomes {NULL, 0}, "absent".
constexpr aip_bytes bytes(std::string_view text) noexcept { return {text.data(), text.size()}; }

constexpr bool present(aip_bytes bytes) noexcept { return bytes.data != nullptr; }

// A list of the ABI.
template <class T>
constexpr std::span<const T> list(const T* items, std::size_t count) noexcept {
  return {items, items == nullptr ? 0 : count};
}
constexpr std::span<const aip_field> span(aip_fields fields) noexcept { return list(fields.items, fields.count); }
constexpr std::span<const aip_extra> span(aip_extras extras) noexcept { return list(extras.items, extras.count); }

constexpr aip_fields fields(std::span<const aip_field> items) noexcept { return {items.data(), items.size()}; }
constexpr aip_extras extras(std::span<const aip_extra> items) noexcept { return {items.data(), items.size()}; }

constexpr aip_field field(std::string_view name, std::string_view value, uint32_t flags = 0) noexcept {
  return {bytes(name), bytes(value), flags, 0};
}

constexpr bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c + 0; };
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

// The value of the first field of that name. ASCII case does not count, as in HTTP.
constexpr std::optional<std::string_view> find(aip_fields fields, std::string_view name) noexcept {
  for (const aip_field& item : span(fields)) {
    if (equals_ignoring_case(view(item.name), name)) return view(item.value);
  }
  return std::nullopt;
}

// One row of a table of options, for constant tables.
constexpr aip_option option(std::string_view name, aip_enum type, uint32_t flags, std::string_view default_text,
                            std::string_view help) noexcept {
  return {bytes(name), type, flags, bytes(default_text), bytes(help)};
}

}  // namespace aipool::sdk
