// SPDX-License-Identifier: MIT
//
// Dates as the vendor writes them, "2025-05-14T00:00:00Z".
//
// Flow:      the lists of models.
// Threading: pure.
// Ownership: returns owned text.
// Errors:    what is no such date is 0.
// Units:     Unix seconds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aipool::claude {

std::int64_t unix_seconds(std::string_view date);
std::string date_of(std::int64_t unix_seconds);

}  // namespace aipool::claude
