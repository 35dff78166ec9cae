// SPDX-License-Identifier: MIT
//
// What every reader of an answer asks of one line of it (of the whole document, where it is no stream).
//
// Flow:      parse_line() for each frame, then tells_error().
// Threading: pure.
// Ownership: borrows frame and document.
// Errors:    what makes no sense throws sdk::Fault of class AIP_E_UPSTREAM_PROTOCOL.
#pragma once

#include "plugins/ollama/convert.h"

namespace aipool::ollama {

inline constexpr std::size_t kUsualLineNodes = 48;  // of a parsed line

// The object that the frame's data is.
json::Value parse_line(json::Document& document, const aip_frame& frame);

bool tells_error(json::Value line);
void emit_error(const Step& step, json::Value line);

}  // namespace aipool::ollama
