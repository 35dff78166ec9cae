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

#include <bitset>
#include <string>

#include "plugins/openai/answer_chunk.h"

namespace aipool::openai {

class PassDecoder final : public sdk::Decoder {
 public:
  // `cuts_usage`: usage was asked for by us and not by the client.
  PassDecoder(std::uint32_t origin, bool stream, bool cuts_usage)
      : origin_(origin), stream_(stream), cuts_usage_(cuts_usage) {}

  void frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) override;
  void end(sdk::Env& env, sdk::Out& out) override;

 private:
  void chunk(const Step& step, json::Value chunk);
  void choice(const Step& step, json::Value entry, std::uint32_t position);
  void fail(const Step& step, json::Value object);
  void done(const aip_frame& frame, sdk::Out& out);
  bool complete() const { return seen_.any() && seen_ == finished_; }

  const std::uint32_t origin_;
  const bool stream_;
  const bool cuts_usage_;
  bool begun_ = false;  // the server knows
  bool failed_ = false;
  std::bitset<kChoicesMax> seen_;
  std::bitset<kChoicesMax> finished_;
  std::string done_;  // the frame of [DONE], held back until the framing has ended too
};

}  // namespace aipool::openai
