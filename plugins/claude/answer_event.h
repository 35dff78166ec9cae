// SPDX-License-Identifier: MIT
//
// What every reader of an answer asks of one event of it.
//
// Flow:      parse_event() for each frame, then its type decides.
// Threading: pure.
// Ownership: borrows frame and document.
// Errors:    what makes no sense throws sdk::Fault of class AIP_E_UPSTREAM_PROTOCOL.
#pragma once

#include <string_view>

#include "plugins/claude/convert.h"

namespace aipool::claude {

inline constexpr std::size_t kUsualEventNodes = 32;  // of a parsed event

// The object that the frame's data is.
json::Value parse_event(json::Document& document, const aip_frame& frame);

// A compatible host may answer a stream with a bare error object.
bool tells_error(json::Value event);
void emit_error(const Step& step, json::Value event);

}  // namespace aipool::claude
