// SPDX-License-Identifier: MIT
//
// same_text() compares what must not be guessed piece by piece: its time tells nothing but the lengths.
//
// Flow:      same_text(form_value(answer, "state").value_or(""), notes.get("state"))
// Threading: pure.
// Ownership: none.
// Errors:    none.
#pragma once

#include <cstddef>
#include <string_view>

namespace aipool::oauth {

inline bool same_text(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  volatile unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
  return difference == 0;
}

}  // namespace aipool::oauth
