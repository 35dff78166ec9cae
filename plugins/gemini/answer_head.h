// SPDX-License-Identifier: MIT
//
// AnswerHead is what an answer says beside its parts: of itself, and of each candidate.
//
// Flow:      filled from START, FINISH, USAGE, EXTRA and LOGPROBS; read by the encoders.
// Threading: one per answer.
// Ownership: owns its texts.
// Errors:    extras of another protocol are reported as losses.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "plugins/gemini/convert.h"

namespace aipool::gemini {

struct Candidate {
  std::uint32_t index = 0;
  std::string reason;
  std::string logprobs;
  OwnedExtras extras;
  OwnedExtras content_extras;
};

class AnswerHead {
 public:
  AnswerHead(sdk::Env& env, std::uint32_t origin, const aip_request& request);

  // True: the event was one of its own.
  bool take(sdk::Env& env, const aip_event& event);
  Candidate& candidate(std::uint32_t index);
  using Candidates = std::map<std::uint32_t, Candidate>;  // by their index
  Candidates& candidates() { return candidates_; }
  // The prompt was refused: there is no candidate.
  bool blocked() const { return blocked_; }

  // {"content":{"parts":[...],"role":"model"},"index":0}; with what has been said beside the content, once. `last`:
  // with the finish reason, after which clients read no more of it.
  void write_candidate(json::Writer& out, Candidate& candidate, std::string_view parts, bool last);
  // "modelVersion", "responseId" and the extras, once, as members of an open object.
  void write_members(json::Writer& out, bool with_usage);

 private:
  void take_finish(const aip_event& event);
  void take_extras(sdk::Env& env, const aip_event& event);

  const std::uint32_t origin_;
  std::string id_;
  std::string model_;
  std::string usage_;
  bool blocked_ = false;
  OwnedExtras extras_;
  Candidates candidates_;
};

}  // namespace aipool::gemini
