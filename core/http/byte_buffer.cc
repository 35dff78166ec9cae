// SPDX-License-Identifier: MIT
#include "core/http/byte_buffer.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace aipool::http {
namespace {

constexpr std::size_t kCapacityMin = 512;

}  // namespace

void ByteBuffer::free() noexcept {
  bytes_.reset();
  capacity_ = 0;
  clear();
}

void ByteBuffer::allocate(std::size_t capacity) {
  bytes_ = std::make_unique_for_overwrite<char[]>(capacity);
  capacity_ = capacity;
}

void ByteBuffer::grow(std::size_t at_least) {
  const std::size_t used = size();
  if (capacity_ - used >= at_least && begin_ >= used) {  // half of it is free in front: moving is cheaper
    std::memmove(bytes_.get(), bytes_.get() + begin_, used);
  } else {
    const std::size_t capacity = std::max({kCapacityMin, capacity_ * 2, used + at_least});
    auto bytes = std::make_unique_for_overwrite<char[]>(capacity);
    if (used != 0) std::memcpy(bytes.get(), bytes_.get() + begin_, used);
    bytes_ = std::move(bytes);
    capacity_ = capacity;
  }
  begin_ = 0;
  end_ = used;
}

}  // namespace aipool::http
