// SPDX-License-Identifier: MIT
//
// decode_assistant() reads an assistant's turn: reasoning, content, refusal, audio, calls, in this order of parts.
//
// Flow:      decode_messages() calls it; Calls remembers what was called, so that results get the function's name.
// Threading: one per request.
// Ownership: as decode_request().
// Errors:    throws sdk::Fault that names the field.
#pragma once

#include <span>
#include <vector>

#include "plugins/openai/convert.h"

namespace aipool::openai {

// Deprecated calls have no id; they get one, and the next result of that name answers it.
class Calls : public convert::Calls {
 public:
  explicit Calls(const Source& source) : source_(source) {}

  aip_bytes new_legacy_id() const;
  aip_bytes legacy_id(aip_bytes name) const;

 private:
  const Source& source_;
};

void decode_assistant(const Source& source, json::Value value, const Place& place, Calls& calls, aip_message& message);

// `content` of any message: a string gives one part and the flag PLAIN, null and absent give none.
std::span<aip_part> decode_content(const Source& source, json::Value content, const Place& place, aip_message& message);

}  // namespace aipool::openai
