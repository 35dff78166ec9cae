// SPDX-License-Identifier: MIT
//
// MessageKeeper copies messages of a request's tree, with all that they borrow, into memory of its own.
//
// Flow:      keep() while the request lives; the copy is valid as long as the keeper.
// Threading: one thread at a time.
// Ownership: owns the copies.
// Errors:    std::bad_alloc.
#pragma once

#include <cstddef>
#include <new>

#include "aipool/abi/canonical.h"
#include "aipool/sdk/keeper.hpp"
#include "aipool/sdk/ranges.hpp"

namespace aipool::sdk {

class MessageKeeper : public Keeper {
 public:
  using Keeper::keep;

  aip_message keep(const aip_message& from) {
    aip_message message = from;
    message.struct_size = sizeof message;
    for (aip_bytes* text : {&message.id, &message.name}) *text = keep(*text);
    message.extras = keep(from.extras);
    set_parts(message, keep(parts(from)));
    return message;
  }

 private:
  std::span<const aip_part> keep(const Strided<aip_part>& from) {
    if (from.empty()) return {};
    auto* copies = static_cast<aip_part*>(allocate(from.size() * sizeof(aip_part), alignof(aip_part)));
    std::size_t count = 0;
    for (const aip_part& part : from) new (copies + count++) aip_part(keep(part));
    return {copies, count};
  }

  aip_part keep(const aip_part& from) {
    aip_part part = from;
    part.struct_size = sizeof part;
    for (aip_bytes* text : {&part.text, &part.media_type, &part.data, &part.uri, &part.file_id, &part.id, &part.name,
                            &part.json, &part.signature, &part.detail}) {
      *text = keep(*text);
    }
    part.extras = keep(from.extras);
    set_children(part, keep(children(from)));
    return part;
  }
};

}  // namespace aipool::sdk
