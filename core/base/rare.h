// SPDX-License-Identifier: MIT
//
// Rare<T> is an optional whose value lies on the heap: for what few objects ever have, so that the others hold no
// room for it.
//
// Flow:      as std::optional.
// Threading: a plain object.
// Ownership: owns its value; moving takes it along and leaves none behind.
// Errors:    std::bad_alloc where a value is given.
#pragma once

#include <memory>
#include <utility>

namespace aipool {

template <class T>
class Rare {
 public:
  Rare() noexcept = default;
  Rare(T value) : value_(std::make_unique<T>(std::move(value))) {}
  Rare& operator=(T value) {
    value_ = std::make_unique<T>(std::move(value));
    return *this;
  }
  void reset() noexcept { value_.reset(); }

  explicit operator bool() const noexcept { return value_ != nullptr; }
  T& operator*() noexcept { return *value_; }
  const T& operator*() const noexcept { return *value_; }
  T* operator->() noexcept { return value_.get(); }
  const T* operator->() const noexcept { return value_.get(); }

 private:
  std::unique_ptr<T> value_;
};

}  // namespace aipool
