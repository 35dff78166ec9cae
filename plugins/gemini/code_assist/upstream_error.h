// SPDX-License-Identifier: MIT
//
// UpstreamError is all that an error of the vendor says, from which follows what to do about it.
//
// Flow:      read_upstream_error() for the verdict on a request, and for what goes wrong while signing in.
// Threading: pure.
// Ownership: texts are copies.
// Errors:    none: what is no such JSON leaves all empty.
// Units:     milliseconds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/gemini/convert.h"

namespace aipool::gemini::code_assist {

struct UpstreamError {
  std::string message{};
  std::string reason{};
  std::string domain{};
  std::string model{};     // whose quota it is
  std::string help_url{};  // where the operator can help
  std::vector<std::string> quotas{};
  std::int64_t retry_ms = -1;  // when to come again
  std::int64_t reset_ms = -1;  // until the quota is full again
};

// A body, which may be the object alone or the first of an array.
UpstreamError read_upstream_error(std::string_view body, std::int64_t now_unix_ms);

// "Please retry in 34.07s", "reset after 3h22m11s"; below 0: nothing like it.
std::int64_t delay_in_words(std::string_view message);

}  // namespace aipool::gemini::code_assist
