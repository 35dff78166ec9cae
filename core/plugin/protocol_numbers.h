// SPDX-License-Identifier: MIT
//
// ProtocolNumbers gives each protocol id a small number that stays the same for the life of the process.
//
// Flow:      plugins ask through aip_host.intern, the registry for its roles; numbers stand in trees and events.
// Threading: safe from any thread.
// Ownership: owns the ids; a string_view from it is valid as long as it lives.
// Errors:    none.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "core/base/mutex.h"

namespace aipool::plugin {

class ProtocolNumbers {
 public:
  // Never 0.
  std::uint32_t number(std::string_view id) AIPOOL_EXCLUDES(mutex_);
  // Empty for a number that was never given.
  std::string_view id(std::uint32_t number) const AIPOOL_EXCLUDES(mutex_);

 private:
  mutable Mutex mutex_;
  std::deque<std::string> ids_ AIPOOL_GUARDED_BY(mutex_);  // index + 1 is the number
};

}  // namespace aipool::plugin
