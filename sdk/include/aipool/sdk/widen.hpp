// SPDX-License-Identifier: MIT
//
// Reading and writing growable structs of a side that may have been built with an older header.
//
// Flow:      read(*p, body) for input, update(*p, body) for what is filled in; the body always sees a whole struct.
// Threading: pure functions.
// Ownership: the struct that the body gets lives for the body only.
// Errors:    none of their own.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <type_traits>

#include "aipool/abi/types.h"

namespace aipool::sdk {

template <class T>
concept Growable = std::is_trivially_copyable_v<T> && requires(T t) {
  t.struct_size;
};

// How far the maker of a struct of that size knew T. A size that no compiler gives ends within a member: that one, which
// may be a pointer, is left out.
template <Growable T>
constexpr std::size_t known_size(std::size_t struct_size) noexcept {
  const std::size_t size = std::min(sizeof(T), struct_size);
  return size - size % alignof(T);
}

// A copy in which the members that the maker did not know are zero. `limit`: never read further than that.
template <Growable T>
T widened(const T& from, std::size_t limit = sizeof(T)) noexcept {
  T whole{};
  std::memcpy(&whole, &from, known_size<T>(std::min(std::size_t{from.struct_size}, limit)));
  return whole;
}

template <Growable T, class Body>
decltype(auto) read(const T& from, Body&& body) {
  if (from.struct_size >= sizeof(T)) return body(from);
  const T whole = widened(from);
  return body(whole);
}

// What the body wrote goes back as far as the maker knows the struct.
template <Growable T, class Body>
void update(T& target, Body&& body) {
  if (target.struct_size >= sizeof(T)) {
    body(target);
    return;
  }
  const std::size_t known = known_size<T>(target.struct_size);
  T whole = widened(target);
  body(whole);
  whole.struct_size = target.struct_size;
  std::memcpy(&target, &whole, known);
}

}  // namespace aipool::sdk
