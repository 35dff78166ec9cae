// SPDX-License-Identifier: MIT
//
// The SDK's tools for conversions, by their short names.
//
// Flow:      included by every part of the conversions.
// Threading: none.
// Ownership: none.
// Errors:    none.
#pragma once

#include "aipool/convert.hpp"

namespace aipool::openai {

using namespace convert;

// Where in a choice an EXTRA belongs: in the choice itself, or (event.name) in its message or delta.
inline constexpr std::string_view kMessageExtra = "message";

}  // namespace aipool::openai
