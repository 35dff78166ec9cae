// SPDX-License-Identifier: MIT
//
// Descriptor owns a file descriptor.
//
// Threading: plain value.
// Ownership: closes it, once.
// Errors:    none; a closing that fails is not heard of.
#pragma once

#include <unistd.h>

#include <utility>

namespace aipool::plugin {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) noexcept : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }

  int get() const noexcept { return number_; }
  explicit operator bool() const noexcept { return number_ >= 0; }

 private:
  int number_ = -1;
};

}  // namespace aipool::plugin
