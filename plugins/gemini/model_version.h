// SPDX-License-Identifier: MIT
//
// What a model of the vendor's takes, told from its name: "gemini-2.5-pro" is 2.
//
// Flow:      encode_request() and the provider.
// Threading: pure.
// Ownership: none.
// Errors:    none: a name without a number, such as "gemini-pro-latest" or another vendor's, is a model of today.
#pragma once

#include <string_view>

namespace aipool::gemini {

inline constexpr std::string_view kFamily = "gemini-";

// What comes after the family's name, "2.5-pro"; empty: it is another's.
inline std::string_view member_of_family(std::string_view model) {
  const std::size_t at = model.find(kFamily);
  return at == std::string_view::npos ? std::string_view() : model.substr(at + kFamily.size());
}

// 0: the name has none.
inline int major_version(std::string_view model) {
  constexpr int kVersionMax = 1000;
  int version = 0;
  for (const char digit : member_of_family(model)) {
    if (digit < '0' || digit > '9' || version > kVersionMax) break;
    version = version * 10 + (digit - '0');
  }
  return version;
}

inline bool is_open_model(std::string_view model) { return model.find("gemma") != std::string_view::npos; }

// The others refuse to be told how to.
inline bool can_think(std::string_view model) {
  if (is_open_model(model)) return false;
  if (model.find("thinking") != std::string_view::npos) return true;
  return major_version(model) != 1 && !member_of_family(model).starts_with("2.0");
}

// Models before 3 think by a budget of tokens.
inline bool thinks_in_levels(std::string_view model) {
  const int version = major_version(model);
  return version == 0 || version >= 3;
}

// Later ones refuse a history whose calls have lost their signatures; those of other vendors may refuse what stands for
// one.
inline bool wants_signatures(std::string_view model) {
  return !member_of_family(model).empty() && thinks_in_levels(model);
}

// Media inside of the result of a call.
inline bool takes_media_in_results(std::string_view model) { return thinks_in_levels(model) && !is_open_model(model); }

}  // namespace aipool::gemini
