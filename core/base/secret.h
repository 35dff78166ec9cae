// SPDX-License-Identifier: MIT
//
// Secret holds a credential that cannot be printed by accident: no stream operator, no implicit conversion.
//
// Flow:      filled by config or the credential store, read by reveal() at the one place that puts it on the wire.
// Threading: as std::string.
// Ownership: owns its bytes and wipes them when destroyed.
// Errors:    none.
#pragma once

#include <string.h>

#include <string>
#include <string_view>
#include <utility>

namespace aipool {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(const Secret&) = default;
  Secret& operator=(Secret&&) noexcept = default;
  ~Secret() {
    if (!text_.empty()) explicit_bzero(text_.data(), text_.size());
  }

  // The credential itself. The caller writes it to its own origin and nowhere else.
  std::string_view reveal() const noexcept { return text_; }
  bool empty() const noexcept { return text_.empty(); }

 private:
  std::string text_;
};

}  // namespace aipool
