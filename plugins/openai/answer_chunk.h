// SPDX-License-Identifier: MIT
//
// What every reader of an answer asks of a chunk of it (of the whole document, where it is no stream).
//
// Flow:      chunk_text(), then parse_chunk(), tells_error(), and choice_index() for each entry of `choices`.
// Threading: pure.
// Ownership: borrows frame and document.
// Errors:    what makes no sense throws sdk::Fault of class AIP_E_UPSTREAM_PROTOCOL.
#pragma once

#include <cstdint>
#include <string_view>

#include "plugins/openai/convert.h"

namespace aipool::openai {

inline constexpr std::string_view kDone = "[DONE]";  // in place of a chunk: the stream is over
inline constexpr std::size_t kChoicesMax = 256;
inline constexpr std::size_t kUsualChunkNodes = 64;  // of a parsed chunk

// The frame's data less the white space around it; empty for a comment.
std::string_view chunk_text(const aip_frame& frame);
// The object that the text is.
json::Value parse_chunk(json::Document& document, std::string_view text);
// Which choice an entry belongs to; its place in the list where its `index` does not say.
std::uint32_t choice_index(json::Value index, std::uint32_t position);

// An error stands at the top of a chunk, in a choice, or is told by the finish reason alone.
bool tells_error(json::Value object);
void emit_error(const Step& step, json::Value object);
// USAGE, if the object has one.
void emit_usage(const Step& step, json::Value object);

}  // namespace aipool::openai
