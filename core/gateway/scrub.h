// SPDX-License-Identifier: MIT
//
// Scrub takes an account's credentials out of what its upstream says, in case it repeats them.
//
// Flow:      built with the binding; judge() and the pass-through of in-stream errors ask it about texts of upstreams.
// Threading: immutable.
// Ownership: shares nothing; owns copies of the credentials.
// Errors:    none. A credential of fewer than kShortest bytes is left alone: it could be any word.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/secret.h"

namespace aipool::gateway {

class Scrub {
 public:
  static constexpr std::size_t kShortest = 8;

  void add(std::string_view credential);

  bool finds(std::string_view text) const noexcept;
  void clean(std::string& text) const;  // each occurrence becomes [secret]

 private:
  std::vector<Secret> credentials_;
};

}  // namespace aipool::gateway
