// SPDX-License-Identifier: MIT
//
// option_of() is what an account says, or what holds where it says nothing.
//
// Flow:      providers and the credential machine.
// Threading: pure.
// Ownership: a span of the account's text or of `absent`.
// Errors:    none.
#pragma once

#include <string_view>

#include "aipool/sdk.hpp"

namespace aipool::gemini {

inline std::string_view option_of(const aip_account& account, std::string_view name, std::string_view absent = {}) {
  const std::string_view value = sdk::find(account.options, name).value_or("");
  return value.empty() ? absent : value;
}

}  // namespace aipool::gemini
