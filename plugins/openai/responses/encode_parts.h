// SPDX-License-Identifier: MIT
//
// Content parts of messages and of outputs of tools.
//
// Flow:      write_items() sorts out first what is an item of its own.
// Threading: pure.
// Ownership: borrows all.
// Errors:    a part that has no form is a loss; has_form() tells before.
#pragma once

#include <span>

#include "plugins/openai/convert.h"

namespace aipool::openai::responses {

// The model's own words have other types of parts than what it is told.
enum class Speaker : std::uint8_t { kTold, kModel };

bool has_form(const Target& target, const aip_part& part, Speaker speaker);

// Text and nothing else, so that it may stand as a bare string.
bool is_bare(const Target& target, const aip_part& part);

// The value of `content` or `output`: a string or a list of parts. Reports what has no form.
void write_text(const Target& target, const aip_part& part, const Place& place);
void write_parts(const Target& target, std::span<const aip_part> parts, Speaker speaker, const Place& place);

}  // namespace aipool::openai::responses
