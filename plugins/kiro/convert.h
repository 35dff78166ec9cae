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

namespace aipool::kiro {

using namespace convert;

}  // namespace aipool::kiro
