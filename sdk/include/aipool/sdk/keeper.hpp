// SPDX-License-Identifier: MIT
//
// Keeper copies what trees and events borrow into memory of its own; EventKeeper and MessageKeeper are made of it.
//
// Flow:      keep() copies one thing; the copy is valid as long as the keeper.
// Threading: one thread at a time.
// Ownership: owns the copies.
// Errors:    std::bad_alloc.
// Units:     bytes.
#pragma once

#include <cstddef>
#include <cstring>
#include <new>

#include "aipool/abi/types.h"
#include "aipool/sdk/bump_arena.hpp"
#include "aipool/sdk/bytes.hpp"

namespace aipool::sdk {

class Keeper {
 public:
  aip_bytes keep(aip_bytes text) {
    if (view(text).empty()) return text.data == nullptr ? aip_bytes{} : bytes("");
    void* copy = allocate(text.len, 1);
    std::memcpy(copy, text.data, text.len);
    return {static_cast<const char*>(copy), text.len};
  }

  aip_extras keep(aip_extras from) {
    if (span(from).empty()) return {};
    auto* items = static_cast<aip_extra*>(allocate(from.count * sizeof(aip_extra), alignof(aip_extra)));
    aip_extra* next = items;
    for (const aip_extra& extra : span(from)) {
      new (next++) aip_extra{extra.origin, extra.ordinal, keep(extra.key), keep(extra.raw)};
    }
    return {items, from.count};
  }

  std::size_t size() const noexcept { return arena_.used(); }

 protected:
  void* allocate(std::size_t size, std::size_t align) {
    void* memory = arena_.allocate(size, align);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
  }

 private:
  BumpArena arena_;
};

}  // namespace aipool::sdk
