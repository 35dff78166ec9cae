// SPDX-License-Identifier: MIT
//
// Result<T> is a value or an Error; member names follow std::expected, so that a later switch is a `using`.
//
// Flow:      returned by everything that can fail; `if (!r) return std::move(r).error();`
// Threading: plain values.
// Ownership: owns the value or the error.
// Errors:    reading the side that is not there is undefined, as with std::expected.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "core/base/error.h"

namespace aipool {

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}                                 // NOLINT(google-explicit-constructor)
  Result(Error error) : error_(std::make_unique<Error>(std::move(error))) {}  // NOLINT(google-explicit-constructor)

  bool has_value() const noexcept { return error_ == nullptr; }
  explicit operator bool() const noexcept { return has_value(); }

  T& value() & { return *value_; }
  const T& value() const& { return *value_; }
  T&& value() && { return std::move(*value_); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }

  Error& error() & { return *error_; }
  const Error& error() const& { return *error_; }
  Error&& error() && { return std::move(*error_); }

 private:
  std::optional<T> value_;
  std::unique_ptr<Error> error_;  // on the heap: a Result that holds a value is moved often, one that failed is not
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::make_unique<Error>(std::move(error))) {}  // NOLINT(google-explicit-constructor)

  bool has_value() const noexcept { return error_ == nullptr; }
  explicit operator bool() const noexcept { return has_value(); }
  Error& error() & { return *error_; }
  const Error& error() const& { return *error_; }
  Error&& error() && { return std::move(*error_); }

 private:
  std::unique_ptr<Error> error_;
};

}  // namespace aipool
