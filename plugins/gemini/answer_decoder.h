// SPDX-License-Identifier: MIT
//
// AnswerDecoder reads all of an answer: one whole document, or the chunks of a stream.
//
// Flow:      frame() for each, end() when the framing ended as it should. END is emitted only if every candidate has a
// finish
//            reason, or the prompt was blocked.
// Threading: one answer, one thread at a time.
// Ownership: owns its state.
// Errors:    a chunk that is no JSON throws sdk::Fault; an error object becomes ERROR, after which nothing is read.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "plugins/gemini/candidate_decoder.h"

namespace aipool::gemini {

class AnswerDecoder final : public sdk::Decoder {
 public:
  explicit AnswerDecoder(std::uint32_t origin) : origin_(origin) {}

  void frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) override;
  void end(sdk::Env& env, sdk::Out& out) override;

 private:
  void chunk(const Step& step, json::Value chunk);
  void start(const Step& step, json::Value chunk);
  CandidateDecoder& candidate(std::uint32_t index);
  bool complete() const;

  const std::uint32_t origin_;
  bool started_ = false;
  bool failed_ = false;
  std::string blocked_;  // why the prompt was refused
  std::vector<std::unique_ptr<CandidateDecoder>> candidates_;
  RepeatedExtras repeated_;
};

}  // namespace aipool::gemini
