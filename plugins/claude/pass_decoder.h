// SPDX-License-Identifier: MIT
//
// PassDecoder watches an answer that goes to the client as it came. It tells no more of it than the server must know:
// that content began, usage, an error, the end. AnswerDecoder reads the rest, for answers that are converted.
//
// Flow:      frame() for each, end() when the framing ended as it should.
// Threading: one answer, one thread at a time.
// Ownership: owns its state.
// Errors:    as AnswerDecoder.
#pragma once

#include <string>

#include "plugins/claude/answer_event.h"
#include "plugins/claude/usage.h"

namespace aipool::claude {

class PassDecoder final : public sdk::Decoder {
 public:
  PassDecoder(std::uint32_t origin, bool stream) : origin_(origin), stream_(stream) {}

  void frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) override;
  void end(sdk::Env& env, sdk::Out& out) override;

 private:
  void event(const Step& step, json::Value event, const aip_frame& frame);
  void message(const Step& step, json::Value message);
  void begin(const Step& step, json::Value content);
  void usage(const Step& step, json::Value usage);

  const std::uint32_t origin_;
  const bool stream_;
  bool begun_ = false;  // the server knows
  bool failed_ = false;
  bool finished_ = false;
  bool stopped_ = false;
  std::string last_;  // the frame of message_stop, held back until the framing has ended too
  Usage usage_;
};

}  // namespace aipool::claude
