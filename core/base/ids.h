// SPDX-License-Identifier: MIT
//
// Random bytes of the kernel, and the identifiers made from them.
//
// Threading: safe from any thread. Each keeps a block of random bytes that nobody has been given yet.
// Ownership: nothing is kept of what was given out.
// Errors:    a kernel without random bytes ends the process: nothing safe could follow.
// Units:     Unix milliseconds.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace aipool {

void fill_random(std::span<std::byte> out);

std::string uuid4();
// Sorts by time.
std::string uuid7(std::int64_t unix_ms);
// "req_" and 32 hexadecimal digits that sort by time.
using RequestId = std::array<char, 36>;
RequestId request_id(std::int64_t unix_ms);

}  // namespace aipool
