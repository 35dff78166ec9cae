// SPDX-License-Identifier: MIT
//
// What every reader of an answer asks of one chunk of it.
//
// Flow:      parse_chunk() for each frame.
// Threading: pure.
// Ownership: borrows frame and document.
// Errors:    what makes no sense throws sdk::Fault of class AIP_E_UPSTREAM_PROTOCOL.
#pragma once

#include <cstdint>

#include "plugins/gemini/convert.h"

namespace aipool::gemini {

inline constexpr std::size_t kUsualChunkNodes = 64;  // of a parsed chunk

// An object, or where a stream comes as one document, an array of them.
json::Value parse_chunk(json::Document& document, const aip_frame& frame);

// Shows each chunk of a frame that is part of an answer to `visit`.
template <class Visit>
void for_each_chunk(json::Document& document, const aip_frame& frame, Visit&& visit) {
  const json::Value root = parse_chunk(document, frame);
  if (root.is_object()) return visit(root);
  for (const json::Value chunk : root.elements()) visit(chunk);
}

// Throws for what is no part of an answer.
void expect_answer(json::Value chunk);

std::uint32_t candidate_index(json::Value candidate, std::uint32_t position);
bool has_finish_reason(json::Value candidate);

bool tells_error(json::Value chunk);
void emit_error(const Step& step, json::Value chunk);

// True: the prompt itself was refused, and there is no candidate.
bool is_blocked(json::Value chunk);

}  // namespace aipool::gemini
