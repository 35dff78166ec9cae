// SPDX-License-Identifier: MIT
//
// ByteBuffer is a contiguous queue of bytes that grows at its end and is consumed at its front.
//
// Flow:      connections read into it, parse in it and queue unsent bytes in it.
// Threading: a plain object of one connection.
// Ownership: owns its bytes; views of them live until the next call that is not const.
// Errors:    std::bad_alloc.
// Units:     bytes.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace aipool::http {

class ByteBuffer {
 public:
  std::string_view view() const noexcept { return {bytes_.get() + begin_, end_ - begin_}; }
  std::span<char> bytes() noexcept { return {bytes_.get() + begin_, end_ - begin_}; }
  std::size_t size() const noexcept { return end_ - begin_; }
  std::size_t capacity() const noexcept { return capacity_; }
  bool empty() const noexcept { return begin_ == end_; }

  void append(std::string_view text) {
    if (text.empty()) return;
    std::memcpy(space(text.size()).data(), text.data(), text.size());
    commit(text.size());
  }
  std::span<char> space(std::size_t at_least) {  // room at the end, all that there is
    if (capacity_ - end_ < at_least) grow(at_least);
    return {bytes_.get() + end_, capacity_ - end_};
  }
  void commit(std::size_t count) noexcept { end_ += count; }  // that much of the room is filled now
  void consume(std::size_t count) noexcept {
    begin_ += count;
    if (begin_ == end_) clear();
  }
  void truncate(std::size_t size) noexcept { end_ = begin_ + size; }
  void clear() noexcept { begin_ = end_ = 0; }

  // Exactly that much memory, where it has none.
  void reserve(std::size_t capacity) {
    if (capacity_ == 0 && capacity != 0) allocate(capacity);
  }
  // Gives the memory back when it is larger than `keep_bytes` and empty.
  void trim(std::size_t keep_bytes) noexcept {
    if (empty() && capacity_ > keep_bytes) free();
  }

 private:
  void grow(std::size_t at_least);
  void allocate(std::size_t capacity);
  void free() noexcept;

  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace aipool::http
