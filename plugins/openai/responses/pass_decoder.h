// SPDX-License-Identifier: MIT
//
// PassDecoder watches an answer that goes to the client as it came. It tells no more of it than the server must know: whose
// answer it is, that content began, usage, an error, the end. AnswerDecoder reads the rest, for answers that are converted.
//
// Flow:      frame() for each, end() when the framing ended as it should.
// Threading: one answer, one thread at a time.
// Ownership: owns its state.
// Errors:    as AnswerDecoder.
#pragma once

#include <string>

#include "plugins/openai/responses/answer_event.h"

namespace aipool::openai::responses {

class PassDecoder final : public sdk::Decoder {
 public:
  // `got`: see is_got().
  PassDecoder(std::uint32_t origin, bool stream, bool got) : origin_(origin), stream_(stream), got_(got) {}

  void frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) override;
  void end(sdk::Env& env, sdk::Out& out) override;

 private:
  void event(const Step& step, json::Value event, const aip_frame& frame);
  void start(const Step& step, json::Value response);
  void begin(const Step& step, json::Value content);
  void hold(const aip_frame& frame, sdk::Out& out);

  const std::uint32_t origin_;
  const bool stream_;
  const bool got_;
  bool started_ = false;
  bool begun_ = false;  // the server knows
  bool failed_ = false;
  bool complete_ = false;
  std::string last_;  // the last event and what follows, held back until the framing has ended too
};

}  // namespace aipool::openai::responses
