// SPDX-License-Identifier: MIT
//
// C++ views of the ABI's plain values, and the one way in which the host reads a growable struct of a plugin.
//
// Threading: pure functions; a FieldList belongs to one thread.
// Ownership: everything here borrows; a FieldList owns its array, not the texts.
// Errors:    what cannot be a text or a list reads as an absent one; is_text() tells.
// Units:     bytes.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory_resource>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "aipool/abi.h"

namespace aipool::plugin {

// Longer than any text that the host gives or takes: a length above it is a mistake of the plugin, and reading it would
// be one of ours.
inline constexpr std::size_t kTextMax = std::size_t{1} << 30;
inline constexpr std::size_t kListMax = std::size_t{1} << 16;

inline bool is_text(aip_bytes bytes) noexcept {
  return bytes.len <= kTextMax && (bytes.data != nullptr || bytes.len == 0);
}

inline std::string_view text(aip_bytes bytes) noexcept {
  return bytes.data == nullptr || bytes.len > kTextMax ? std::string_view() : std::string_view(bytes.data, bytes.len);
}

inline aip_bytes bytes(std::string_view text) noexcept { return {text.data(), text.size()}; }

inline std::span<const aip_field> fields(aip_fields list) noexcept {
  if (list.items == nullptr || list.count > kListMax) return {};
  return std::span(list.items, list.count);
}

// A struct as its maker filled it, members that the maker did not know zeroed. NULL gives all zeros.
template <typename T>
T zero_extended(const T* source) noexcept {
  static_assert(std::is_trivially_copyable_v<T>);
  T result{};
  if (source != nullptr) {
    const std::size_t size = std::min<std::size_t>(source->struct_size, sizeof(T));
    std::memcpy(&result, source, size - size % alignof(T));  // no half of a pointer
  }
  result.struct_size = sizeof(T);
  return result;
}

// A struct of the host's own, zeroed, with its size filled in.
template <typename T>
T sized() noexcept {
  T result{};
  result.struct_size = sizeof(T);
  return result;
}

// Named values for a call into a plugin.
class FieldList {
 public:
  FieldList() = default;
  explicit FieldList(std::pmr::memory_resource& memory) : items_(&memory) {}

  void reserve(std::size_t count) { items_.reserve(count); }
  void add(std::string_view name, std::string_view value, bool secret = false) {
    items_.push_back({bytes(name), bytes(value), secret ? AIP_FIELD_SECRET : 0u, 0});
  }
  void clear() noexcept { items_.clear(); }
  aip_fields view() const noexcept { return {items_.data(), items_.size()}; }

 private:
  std::pmr::vector<aip_field> items_;
};

}  // namespace aipool::plugin
