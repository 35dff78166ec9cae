// SPDX-License-Identifier: MIT
//
// AnswerPart is a content block on its way to a client: what canonical events have said of it.
//
// Flow:      the encoders of answers make one at PART_START and fill it until PART_END.
// Threading: one answer, one thread at a time.
// Ownership: owns its texts.
// Errors:    parts that have no form here are reported as losses.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plugins/claude/convert.h"

namespace aipool::claude {

// Whether a block can stand for the part that an event begins. Reports the loss where none can.
bool can_answer(sdk::Env& env, const aip_event& part_start, std::uint32_t origin);
void lose_event(sdk::Env& env, const aip_event& event);

struct AnswerPart {
  AnswerPart(sdk::Env& env, const aip_event& part_start, std::uint32_t origin);
  // A block of the vendor's own that goes out as it came.
  explicit AnswerPart(const aip_event& opaque);

  // The block as it begins in a stream, or with all that it has. False: but for arguments that are no JSON object.
  void write_start(json::Writer& out) const;
  bool write_whole(json::Writer& out) const;

  // The word for its deltas, and their member; empty: it goes out whole.
  std::string_view delta_type() const;
  std::string_view delta_key() const;
  // Free-form input as an object.
  std::string custom_input() const;
  bool is_call() const { return kind == AIP_PART_TOOL_CALL; }
  bool is_custom() const { return (flags & AIP_PART_FLAG_CUSTOM) != 0; }
  bool is_redacted() const { return (flags & AIP_PART_FLAG_REDACTED) != 0; }

  std::uint32_t part = 0;
  aip_enum kind = AIP_PART_OPAQUE;
  std::uint32_t flags = 0;
  bool ended = false;
  std::string id;
  std::string name;
  std::string text;       // of what has come; in a stream, what has not gone out
  std::string signature;  // or the payload of redacted thoughts
  std::string citations;  // objects, separated by commas
  std::string json;       // of an opaque block
  OwnedExtras extras;

 private:
  std::string_view type() const;
  void write_head(json::Writer& out) const;
  bool write_input(json::Writer& out) const;
};

}  // namespace aipool::claude
