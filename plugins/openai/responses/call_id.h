// SPDX-License-Identifier: MIT
//
// Ids of calls as this protocol takes them: 1 to 64 characters.
//
// Flow:      for calls and results of other protocols; the same id gives the same id.
// Threading: pure.
// Ownership: returns owned text.
// Errors:    none.
#pragma once

#include <string>
#include <string_view>

#include "plugins/openai/convert.h"

namespace aipool::openai::responses {

inline std::string call_id_of(std::string_view id) {
  constexpr std::size_t kLongest = 64;
  constexpr std::size_t kKept = 32;
  if (!id.empty() && id.size() <= kLongest) return std::string(id);
  return made_id(id.empty() ? std::string_view("call_") : id.substr(0, kKept), id, 0, 0);
}

}  // namespace aipool::openai::responses
