// SPDX-License-Identifier: MIT
//
// PassDecoder watches an answer that goes to the client as it came. It tells no more of it than the server must know:
// that content began, usage, an error, the end. AnswerDecoder reads the rest, for answers that are converted.
//
// Flow:      frame() for each, end() when the framing ended as it should. A chunk with a finish reason, which tells a
//            client that all is well, waits for the next one or the end.
// Threading: one answer, one thread at a time.
// Ownership: owns its state.
// Errors:    as AnswerDecoder.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plugins/gemini/answer_chunk.h"

namespace aipool::gemini {

class PassDecoder final : public sdk::Decoder {
 public:
  PassDecoder(std::uint32_t origin, bool stream) : origin_(origin), stream_(stream) {}

  void frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) override;
  void end(sdk::Env& env, sdk::Out& out) override;

 private:
  struct Seen {
    std::uint32_t index;
    bool finished;
  };
  // True: it says the end of a candidate.
  bool chunk(const Step& step, json::Value chunk);
  bool candidates(const Step& step, json::Value list);
  bool complete() const;

  const std::uint32_t origin_;
  const bool stream_;
  bool begun_ = false;  // the server knows
  bool failed_ = false;
  bool blocked_ = false;
  std::string held_;  // frames that say the end
  std::vector<Seen> seen_;
};

}  // namespace aipool::gemini
