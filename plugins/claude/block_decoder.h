// SPDX-License-Identifier: MIT
//
// BlockDecoder reads one content block of an answer: its start, its deltas, its end.
//
// Flow:      AnswerDecoder keeps one at a time, since blocks never interleave. A whole block is a start with all in it.
// Threading: one answer, one thread at a time.
// Ownership: owns what a block that nobody maps has gathered.
// Errors:    none: an unknown block becomes OPAQUE, an unknown delta is passed over.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plugins/claude/convert.h"

namespace aipool::claude {

class BlockDecoder {
 public:
  void start(const Step& step, json::Value block, std::uint32_t part);
  void delta(const Step& step, json::Value delta);
  void stop(const Step& step);
  bool open() const { return open_; }

 private:
  void start_text(const Step& step, json::Value block);
  void start_thinking(const Step& step, json::Value block);
  void start_call(const Step& step, json::Value block);
  void emit_start(const Step& step, aip_event event, const AnswerExtras& extras) const;
  void emit_text(const Step& step, std::string_view text) const;
  void emit_signature(const Step& step, std::string_view text) const;

  bool open_ = false;
  aip_enum kind_ = 0;  // AIP_PART_*; OPAQUE: of the server's own tools
  std::uint32_t part_ = 0;
  std::string opaque_;  // the whole block
  std::string opaque_type_;
  std::string input_;  // of an opaque block, as its deltas bring it
};

}  // namespace aipool::claude
