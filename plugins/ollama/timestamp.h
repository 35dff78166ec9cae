// SPDX-License-Identifier: MIT
//
// Times as Ollama writes them: "2025-05-10T08:06:48.639712648-07:00".
//
// Flow:      answers and lists of models, both ways.
// Threading: pure.
// Ownership: what is written lies in the caller's buffer.
// Errors:    what is no such time is 0.
// Units:     Unix seconds when reading, Unix milliseconds when writing.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace aipool::ollama {

std::int64_t unix_seconds(std::string_view time);

using TimeText = std::array<char, 32>;
// In UTC, with milliseconds.
std::string_view write_time(std::int64_t unix_ms, TimeText& room);

}  // namespace aipool::ollama
