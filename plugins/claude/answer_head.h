// SPDX-License-Identifier: MIT
//
// AnswerHead is what an answer says of itself before and after its content.
//
// Flow:      filled from START, FINISH, USAGE and EXTRA; read by the encoders.
// Threading: one per answer.
// Ownership: owns its texts.
// Errors:    extras of another protocol are reported as losses.
#pragma once

#include <cstdint>
#include <string>

#include "plugins/claude/convert.h"

namespace aipool::claude {

class AnswerHead {
 public:
  AnswerHead(sdk::Env& env, std::uint32_t origin, const aip_request& request);

  // True: the event was one of its own.
  bool take(sdk::Env& env, const aip_event& event);
  void note_call() { called_ = true; }

  // {"id","type","role","model","content":[],"stop_reason":null,...}
  void write_start(json::Writer& out) const;
  // The whole message; `content`: blocks, separated by commas.
  void write_whole(json::Writer& out, std::string_view content) const;
  // "delta":{"stop_reason",...},"usage", as members of an open object
  void write_end(json::Writer& out) const;

 private:
  void set_usage(const aip_usage& usage);
  void write_counts(json::Writer& out) const;
  void write_head(json::Writer& out, std::string_view content) const;
  void write_stop(json::Writer& out) const;

  const std::uint32_t origin_;
  std::string id_;
  std::string model_;
  std::string reason_;    // the upstream's own word
  std::string sequence_;  // that matched
  aip_enum finish_ = AIP_FINISH_STOP;
  bool called_ = false;
  std::string usage_;
  OwnedExtras extras_;
  OwnedExtras late_;  // of the end
};

}  // namespace aipool::claude
