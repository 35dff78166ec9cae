// SPDX-License-Identifier: MIT
//
// EventKeeper copies events, with all that they borrow, into memory of its own.
//
// Flow:      keep() inside the callback that got the event; the copy is valid as long as the keeper.
// Threading: one thread at a time.
// Ownership: owns the copies.
// Errors:    std::bad_alloc.
#pragma once

#include <cstddef>
#include <cstring>
#include <new>
#include <string_view>

#include "aipool/abi/event.h"
#include "aipool/sdk/bump_arena.hpp"
#include "aipool/sdk/bytes.hpp"
#include "aipool/sdk/widen.hpp"

namespace aipool::sdk {

class EventKeeper {
 public:
  aip_event keep(const aip_event& from) {
    aip_event event = widened(from);
    event.struct_size = sizeof event;
    for (aip_bytes* text : {&event.id, &event.name, &event.text, &event.json, &event.media_type}) *text = keep(*text);
    event.extras = keep(event.extras);
    if (event.usage != nullptr) event.usage = keep(*event.usage);
    if (event.error != nullptr) event.error = keep(*event.error);
    return event;
  }

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

  const aip_usage* keep(const aip_usage& from) {
    aip_usage* usage = place(widened(from));
    usage->json = keep(usage->json);
    return usage;
  }

  const aip_error* keep(const aip_error& from) {
    aip_error* error = place(widened(from));
    for (aip_bytes* text : {&error->message, &error->type, &error->code, &error->param}) *text = keep(*text);
    return error;
  }

  std::size_t size() const noexcept { return arena_.used(); }

 private:
  void* allocate(std::size_t size, std::size_t align) {
    void* memory = arena_.allocate(size, align);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
  }

  template <Growable T>
  T* place(T value) {
    value.struct_size = sizeof(T);
    return new (allocate(sizeof(T), alignof(T))) T(value);
  }

  BumpArena arena_;
};

}  // namespace aipool::sdk
