// SPDX-License-Identifier: MIT
//
// sha256_of gives the SHA-256 sum of bytes in the form that `sha256sum` prints.
//
// Threading: pure function.
// Ownership: none.
// Errors:    an empty text without memory.
#pragma once

#include <string>
#include <string_view>

namespace aipool::plugin {

std::string sha256_of(std::string_view bytes);

}  // namespace aipool::plugin
