// SPDX-License-Identifier: MIT
//
// Times as the vendor writes them: durations ("34.07s", "900ms", "3h22m11s") and instants ("2026-01-02T03:04:05Z").
//
// Flow:      errors say how long to wait, credentials when they expire.
// Threading: pure.
// Ownership: none.
// Errors:    what is no such text is below 0.
// Units:     milliseconds; instants since 1970.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aipool::gemini {

std::int64_t duration_ms(std::string_view text);
// Of a text that goes on after it.
std::int64_t leading_duration_ms(std::string_view text);

// RFC 3339.
std::int64_t instant_ms(std::string_view text);
std::string instant_text(std::int64_t unix_ms);

}  // namespace aipool::gemini
