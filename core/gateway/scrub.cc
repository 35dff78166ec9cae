// SPDX-License-Identifier: MIT
#include "core/gateway/scrub.h"

#include <algorithm>

namespace aipool::gateway {

void Scrub::add(std::string_view credential) {
  if (credential.size() >= kShortest) credentials_.emplace_back(std::string(credential));
}

bool Scrub::finds(std::string_view text) const noexcept {
  return std::ranges::any_of(
      credentials_, [&](const Secret& credential) { return text.find(credential.reveal()) != std::string_view::npos; });
}

void Scrub::clean(std::string& text) const {
  constexpr std::string_view kInstead = "[secret]";
  for (const Secret& credential : credentials_) {
    const std::string_view sought = credential.reveal();
    for (std::size_t at = 0; (at = text.find(sought, at)) != std::string::npos; at += kInstead.size()) {
      text.replace(at, sought.size(), kInstead);
    }
  }
}

}  // namespace aipool::gateway
