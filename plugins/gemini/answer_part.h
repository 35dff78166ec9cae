// SPDX-License-Identifier: MIT
//
// AnswerPart is a part on its way to a client: what canonical events have said of it.
//
// Flow:      the encoders of answers make one at PART_START and fill it until PART_END.
// Threading: one answer, one thread at a time.
// Ownership: owns its texts.
// Errors:    parts that have no form here are reported as losses.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plugins/gemini/convert.h"

namespace aipool::gemini {

// Whether a part can stand for the one that an event begins. Reports the loss where none can.
bool can_answer(sdk::Env& env, const aip_event& part_start, std::uint32_t origin);
void lose_event(sdk::Env& env, const aip_event& event);

struct AnswerPart {
  AnswerPart(sdk::Env& env, const aip_event& part_start, std::uint32_t origin);
  // A part of the vendor's own that goes out as it came.
  explicit AnswerPart(const aip_event& opaque);

  bool is(const aip_event& event) const { return choice == event.choice && part == event.part && json.empty(); }
  bool is_text() const { return kind == AIP_PART_TEXT || kind == AIP_PART_REFUSAL || kind == AIP_PART_REASONING; }
  // The whole part. False: but for arguments that are no JSON object.
  bool write(json::Writer& out) const;
  // A piece of a text; `with_signature`: the last one.
  void write_piece(json::Writer& out, std::string_view piece, bool with_signature) const;

  std::uint32_t choice = 0;
  std::uint32_t part = 0;
  aip_enum kind = AIP_PART_OPAQUE;
  std::uint32_t flags = 0;
  std::string id;
  std::string name;
  std::string media_type;
  std::string text;       // of what has come; in a stream, what has not gone out
  std::string signature;  // of this vendor
  std::string json;       // of an opaque part
  OwnedExtras extras;

 private:
  bool write_call(json::Writer& out) const;
  void write_end(json::Writer& out, bool with_signature) const;
};

}  // namespace aipool::gemini
