// SPDX-License-Identifier: MIT
//
// Refusal is why a stage of the pipeline ends the request, or that it does not.
//
// Flow:      a stage returns std::nullopt, or the error that the client gets.
// Threading: a plain value.
// Ownership: owns the error, on the heap: it is rare, and the coroutine frames that could hold it live as long as a stream.
// Errors:    none.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "core/plugin/owned_error.h"

namespace aipool::gateway {

class Refusal {
 public:
  Refusal() = default;
  Refusal(std::nullopt_t) {}
  Refusal(plugin::OwnedError error) : error_(std::make_unique<plugin::OwnedError>(std::move(error))) {}

  explicit operator bool() const { return error_ != nullptr; }
  const plugin::OwnedError& operator*() const { return *error_; }
  const plugin::OwnedError* operator->() const { return error_.get(); }

 private:
  std::unique_ptr<plugin::OwnedError> error_;
};

}  // namespace aipool::gateway
