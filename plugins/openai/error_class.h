// SPDX-License-Identifier: MIT
//
// The table of error classes: from an upstream's words and status, and to the words and status for a client.
//
// Flow:      error.cc asks it both ways.
// Threading: pure.
// Ownership: words live as long as the program.
// Errors:    none: every status and class has an answer.
#pragma once

#include <cstdint>
#include <string_view>

namespace aipool::openai {

// AIP_E_*. The words of the vendor come first, then the status.
std::int32_t error_class_of(std::int32_t status, std::string_view type, std::string_view code,
                            std::string_view message);

struct ErrorWords {
  std::int32_t status;
  std::string_view type;
  std::string_view code;  // empty: null
};
ErrorWords error_words(std::int32_t error_class);

}  // namespace aipool::openai
