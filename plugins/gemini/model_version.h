// SPDX-License-Identifier: MIT
//
// What a model of the vendor's takes, told from its name: "gemini-2.5-pro" is 2.
//
// Flow:      encode_request() and the provider.
// Threading: pure.
// Ownership: none.
// Errors:    none: a name without a number is a model of today.
#pragma once

#include <string_view>

namespace aipool::gemini {

// 0: the name has none.
inline int major_version(std::string_view model) {
  constexpr std::string_view kFamily = "gemini-";
  const std::size_t at = model.find(kFamily);
  if (at == std::string_view::npos || at + kFamily.size() >= model.size()) return 0;
  const char digit = model[at + kFamily.size()];
  return digit >= '0' && digit <= '9' ? digit - '0' : 0;
}

// Models before 3 think by a budget of tokens.
inline bool thinks_in_levels(std::string_view model) {
  const int version = major_version(model);
  return version == 0 || version >= 3;
}

// Later ones refuse a history whose calls have lost their signatures.
inline bool wants_signatures(std::string_view model) { return major_version(model) >= 3; }

// Media inside of the result of a call.
inline bool takes_media_in_results(std::string_view model) { return thinks_in_levels(model); }

}  // namespace aipool::gemini
