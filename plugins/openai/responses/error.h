// SPDX-License-Identifier: MIT
//
// Errors of this protocol: those of openai.chat, and their form inside a stream.
//
// Flow:      write_error() and decode_error() of openai.chat before the stream; these within it.
// Threading: pure.
// Ownership: returns owned text.
// Errors:    none.
#pragma once

#include <string>

#include "plugins/openai/convert.h"

namespace aipool::openai::responses {

// One word for what went wrong.
std::string error_code(const aip_error& error, std::uint32_t origin);

// The event of a stream that no encoder has begun.
std::string stream_error(const aip_error& error, std::uint32_t origin);

}  // namespace aipool::openai::responses
