// SPDX-License-Identifier: MIT
//
// What every reader of an answer asks of an event of it, or of the whole document where it is no stream.
//
// Flow:      parse_event(), then the questions.
// Threading: pure.
// Ownership: borrows frame and document.
// Errors:    what makes no sense throws sdk::Fault of class AIP_E_UPSTREAM_PROTOCOL.
#pragma once

#include "plugins/openai/convert.h"

namespace aipool::openai::responses {

inline constexpr std::size_t kUsualEventNodes = 64;

// The object that the frame holds; absent for a comment, and for the mark of other protocols that a few hosts send.
json::Value parse_event(json::Document& document, const aip_frame& frame);

// The event's own response; of a document that is one, itself.
json::Value response_of(json::Value event);

// {"type": "error"}, or a bare {"error": ...}.
bool tells_error(json::Value event);
void emit_error(const Step& step, json::Value event);

// One of the three that a stream ends with.
bool is_last(json::Value type);

bool has_failed(json::Value type, json::Value response);

// A response that is got again tells how it ended, which may have been badly; to tell so is no failure.
bool is_got(aip_enum operation);

// USAGE, and ERROR for an answer that failed. Last of all. `type`: of the event, if there is one. False: it failed.
bool emit_outcome(const Step& step, json::Value type, json::Value response, bool got);

// Throws unless the document is a response.
void check_response(json::Value document);

}  // namespace aipool::openai::responses
