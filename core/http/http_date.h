// SPDX-License-Identifier: MIT
//
// HttpDate is the value of the Date header, formatted once per second.
//
// Threading: one event loop.
// Ownership: the view is valid until the next call.
// Errors:    none.
#pragma once

#include <array>
#include <string_view>

#include "core/http/timer_wheel.h"

namespace aipool::http {

class HttpDate {
 public:
  std::string_view text(TimePoint now) noexcept;  // "Sun, 06 Nov 1994 08:49:37 GMT"

 private:
  std::array<char, 30> text_{};
  TimePoint valid_until_{};
};

}  // namespace aipool::http
