// SPDX-License-Identifier: MIT
//
// What an upstream of gemini.generate wants said in another way than the vendor's own: the words of
// aip_prepared.dialect.
//
// Flow:      a provider sets them in prepare(), the encoders ask for them.
// Threading: pure.
// Ownership: borrows from the request.
// Errors:    none: other words are passed over.
#pragma once

#include <string_view>

#include "aipool/sdk.hpp"

namespace aipool::gemini {

// With any value: the system instruction has a role.
inline constexpr std::string_view kSystemRole = "system_role";
// The model's name in a count, which goes out without its wrapping, safety settings and the mark of thoughts.
inline constexpr std::string_view kBareCount = "bare_count";

inline std::string_view dialect_word(const aip_request& request, std::string_view name) {
  return sdk::find(request.dialect, name).value_or("");
}

inline bool dialect_says(const aip_request& request, std::string_view name) {
  return !dialect_word(request, name).empty();
}

inline bool is_bare_count(const aip_request& request) {
  return request.operation == AIP_OP_COUNT_TOKENS && dialect_says(request, kBareCount);
}

}  // namespace aipool::gemini
