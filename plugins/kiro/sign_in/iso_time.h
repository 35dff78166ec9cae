// SPDX-License-Identifier: MIT
//
// Times as credential files have them: "2026-11-27T21:30:00.000Z".
//
// Flow:      reading and writing expiresAt.
// Threading: pure.
// Ownership: returns owned text.
// Errors:    0 for what is no such time.
// Units:     Unix milliseconds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aipool::kiro {

std::int64_t read_iso_time(std::string_view text);
std::string write_iso_time(std::int64_t unix_ms);

}  // namespace aipool::kiro
