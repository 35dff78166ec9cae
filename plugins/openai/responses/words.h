// SPDX-License-Identifier: MIT
//
// What the conversions of this protocol agree on: where the tree keeps what only an item has.
//
// Flow:      decoders write it so, encoders read it so. A part of another origin has none of it.
// Threading: none.
// Ownership: constants.
// Errors:    none.
//
// An item of the protocol is a message, a call, a result, thoughts, or something that only the vendor knows. In the tree a
// message item is a message with its `id`; thoughts are one part for each text, with the item's id; a call has the item's id
// in `media_type`, because `id` is the call's own. What only the vendor knows is an OPAQUE part.
#pragma once

#include <string_view>

#include "plugins/openai/convert.h"

namespace aipool::openai::responses {

// aip_part.detail of parts that have no use for it.
inline constexpr std::string_view kCompleted = "completed";  // the item's status, which goes without saying
inline constexpr std::string_view kMore = "more";            // thoughts of the same item as the part before
inline constexpr std::string_view kInContent = "content";    // OPAQUE: a part of a message, and not an item

inline constexpr std::string_view kAdditionalTools = "additional_tools";  // an item of the input: read with the tools
inline constexpr std::string_view kReference = "item_reference";  // the type of an item, which may be left out

inline constexpr std::string_view kLogprobs = "message.output_text.logprobs";  // of `include`
inline constexpr std::string_view kEncrypted = "reasoning.encrypted_content";

inline bool is_detail(const aip_part& part, std::string_view word) { return sdk::view(part.detail) == word; }

}  // namespace aipool::openai::responses
