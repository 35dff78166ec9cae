// SPDX-License-Identifier: MIT
//
// PartList holds some of the parts of a message, in their order, without copying them.
//
// Flow:      an encoder sorts the parts of a message into lists, then writes each where its protocol has it.
// Threading: one per call.
// Ownership: the list lies in the call arena; the parts stay where they are, see whole().
// Errors:    std::bad_alloc.
#pragma once

#include <cstddef>
#include <span>

#include "aipool/sdk.hpp"

namespace aipool::convert {

using Parts = std::span<const aip_part* const>;

class PartList {
 public:
  PartList(sdk::Env& env, std::size_t most) : room_(env.room<const aip_part*>(most)) {}

  // REQUIRES: fewer than `most` are in it.
  void add(const aip_part& part) { room_[count_++] = &part; }
  Parts get() const { return room_.first(count_); }
  bool empty() const { return count_ == 0; }

 private:
  std::span<const aip_part*> room_;
  std::size_t count_ = 0;
};

// The elements where they are, for as long as the request; copies in the call arena if their maker knew smaller
// structs.
template <sdk::Growable T>
std::span<const T> whole(sdk::Env& env, const sdk::Strided<T>& items) {
  if (items.is_whole()) return items.span();
  const std::span<T> copies = env.room<T>(items.size());
  std::size_t count = 0;
  for (const T& item : items) copies[count++] = item;
  return copies;
}

}  // namespace aipool::convert
