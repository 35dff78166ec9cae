// SPDX-License-Identifier: MIT
//
// Hostile makes arguments of the ABI out of a fuzzer's bytes: texts that are absent, empty, not UTF-8 or NULL with a
// length, enumerators that nobody knows, and structs whose size says too little or too much.
//
// Threading: one thread.
// Ownership: owns all that it gives; every text and struct is an allocation of exactly its size, so that the sanitizers
//            see a read beyond it.
// Errors:    none; after the last byte all that comes is zero.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <string_view>
#include <type_traits>

#include "aipool/abi.h"

namespace aipool::fuzz {

// Which structs may be shorter than those of ABI 1.0, as those of a later minor will seem to be to plugins built with
// it.
enum class Short : std::uint8_t {
  kNone,       // a plugin in C may rely on every member of 1.0
  kArguments,  // the SDK widens arguments and the elements of lists, not what other members point to
  kAll,        // so does the host, everywhere
};

class Hostile {
 public:
  Hostile(const std::uint8_t* data, std::size_t size, Short cut) : at_(data), end_(data + size), short_(cut) {}

  bool empty() const noexcept { return at_ == end_; }
  std::uint8_t byte() noexcept { return at_ == end_ ? std::uint8_t{0} : *at_++; }
  std::uint32_t below(std::uint32_t limit) noexcept { return byte() % limit; }

  // Mostly one of the first few, as enumerators and counts are.
  std::uint32_t number() noexcept {
    const std::uint8_t small = byte();
    if (small < 0xf0) return small % 24u;
    std::uint32_t wide = 0;
    for (int i = 0; i < 4; ++i) wide = wide << 8 | byte();
    return wide;
  }
  std::int32_t status() noexcept { return static_cast<std::int32_t>(number() * 50u); }
  std::int64_t wide() noexcept {
    const std::int64_t high = number();
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(high) << 32 | number()) >> below(64);
  }

  aip_bytes text() {
    const std::uint8_t kind = byte();
    if (kind < 0x20) return {nullptr, 0};
    if (kind < 0x28) return {nullptr, kind};
    if (kind < 0x30) return {"", 0};
    return some_text();
  }

  // There is a text, but it may be empty.
  aip_bytes some_text() {
    const std::size_t wanted = byte();
    const std::size_t size = std::min(wanted < 0xf8 ? wanted % 64 : (wanted - 0xf7) * 256, left());
    char* copy = take(size);
    if (size != 0) std::memcpy(copy, at_, size);
    at_ += size;
    return {copy, size};
  }

  aip_fields fields() {
    if (byte() >= 0xf8) return {nullptr, 3};
    const std::size_t count = below(4);
    auto* items = array<aip_field>(count);
    for (std::size_t i = 0; i < count; ++i) items[i] = {text(), text(), number(), 0};
    return {items, count};
  }
  aip_extras extras() {
    if (byte() >= 0xf8) return {nullptr, 3};
    const std::size_t count = below(3);
    auto* items = array<aip_extra>(count);
    for (std::size_t i = 0; i < count; ++i) items[i] = {number(), number(), text(), text()};
    return {items, count};
  }

  template <class T>
  T* array(std::size_t count) {
    static_assert(std::is_trivial_v<T>);
    void* memory = take(count * sizeof(T));
    return static_cast<T*>(memory);
  }

  // Cut to its size, if that is short; the size may also say more than there is to know.
  template <class T>
  T* sized(T whole) {
    return sized(whole, struct_size<T>());
  }
  template <class T>
  T* sized(T whole, std::uint32_t size) {
    const std::size_t known = std::clamp<std::size_t>(size, sizeof whole.struct_size, sizeof(T));
    whole.struct_size = size;
    void* memory = take(known);
    std::memcpy(memory, &whole, known);
    return static_cast<T*>(memory);
  }
  template <class T>
  T* maybe(T whole) {
    if (below(4) == 0) return nullptr;
    return short_ == Short::kAll ? sized(whole) : sized(whole, sizeof(T));
  }

  template <class T>
  std::uint32_t struct_size() noexcept {
    const std::uint8_t kind = byte();
    if (kind < 0xc0) return sizeof(T);
    if (kind < 0xe0 && short_ != Short::kNone) return byte() % static_cast<std::uint32_t>(sizeof(T));
    return kind < 0xf0 ? 0xffffffffu : static_cast<std::uint32_t>(sizeof(T)) + 8;
  }

 private:
  std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }
  char* take(std::size_t size) {
    memory_.push_back(std::make_unique<char[]>(size));
    return memory_.back().get();
  }

  const std::uint8_t* at_;
  const std::uint8_t* end_;
  const Short short_;
  std::deque<std::unique_ptr<char[]>> memory_;
};

}  // namespace aipool::fuzz
