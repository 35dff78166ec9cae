// SPDX-License-Identifier: MIT
//
// Cases are what the benchmarks of conversion measure: requests and answers between each two protocols, bytes to bytes.
//
// Flow:      cases() -> convert() again and again, beside a parse of `documents` and a copy of `input`.
// Threading: one thread.
// Ownership: a case borrows the protocols.
// Errors:    convert() throws std::runtime_error with the reason.
// Units:     bytes; `bound` in parses of simdjson's DOM, 0: none is set.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/convert/protocols.h"

namespace aipool::bench {

struct Case {
  std::string what;  // "chat", "text delta"
  std::string pair;  // "openai.chat > claude.messages": as the bytes go
  double bound;
  std::string input;                          // a request's body, or events as they come from an upstream
  std::vector<std::string> documents;         // the JSON in it
  std::function<std::string_view()> convert;  // what comes out is valid until the next call
};

// Requests of every pair, deltas of a stream that runs, and whole streams.
std::vector<Case> cases(const Protocols& protocols);
// Requests of about so many bytes, to see that the time grows as they do: every protocol in and every one out, once.
std::vector<Case> growing_cases(const Protocols& protocols, std::size_t size);

}  // namespace aipool::bench
