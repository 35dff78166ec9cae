// SPDX-License-Identifier: MIT
//
// EventKeeper copies events, with all that they borrow, into memory of its own.
//
// Flow:      keep() inside the callback that got the event; the copy is valid as long as the keeper.
// Threading: one thread at a time.
// Ownership: owns the copies.
// Errors:    std::bad_alloc.
#pragma once

#include <new>

#include "aipool/abi/event.h"
#include "aipool/sdk/keeper.hpp"
#include "aipool/sdk/widen.hpp"

namespace aipool::sdk {

class EventKeeper : public Keeper {
 public:
  using Keeper::keep;

  aip_event keep(const aip_event& from) {
    aip_event event = widened(from);
    event.struct_size = sizeof event;
    for (aip_bytes* text : {&event.id, &event.name, &event.text, &event.json, &event.media_type}) *text = keep(*text);
    event.extras = keep(event.extras);
    if (event.usage != nullptr) event.usage = keep(*event.usage);
    if (event.error != nullptr) event.error = keep(*event.error);
    return event;
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

 private:
  template <Growable T>
  T* place(T value) {
    value.struct_size = sizeof(T);
    return new (allocate(sizeof(T), alignof(T))) T(value);
  }
};

}  // namespace aipool::sdk
