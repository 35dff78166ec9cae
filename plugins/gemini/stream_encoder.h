// SPDX-License-Identifier: MIT
//
// StreamEncoder writes the canonical events as a stream of this protocol, in one of its two forms: server-sent events,
// or one JSON array that grows. Pieces of text go out as they come; calls and media go out whole, when they have ended.
//
// Flow:      event() for each; the last chunk has the finish reasons and the usage.
// Threading: one answer, one thread at a time.
// Ownership: owns its state and its buffers, which keep their size: a delta allocates nothing.
// Errors:    what the stream cannot carry is reported as a loss.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plugins/gemini/answer_head.h"
#include "plugins/gemini/answer_part.h"

namespace aipool::gemini {

class StreamEncoder final : public sdk::Encoder {
 public:
  StreamEncoder(sdk::Env& env, std::uint32_t origin, const aip_request& request, bool events)
      : origin_(origin), events_(events), head_(env, origin, request) {}

  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env& env, sdk::Out& out) override;

 private:
  void part_start(sdk::Env& env, const aip_event& event);
  void part_delta(const aip_event& event, sdk::Out& out);
  void part_end(sdk::Env& env, const aip_event& event, sdk::Out& out);
  void write_out(sdk::Env& env, AnswerPart& part, sdk::Out& out);
  void end(sdk::Env& env, sdk::Out& out);

  // One chunk with the text of `parts_text_` as its parts.
  void send(std::uint32_t choice, sdk::Out& out);
  void begin_frame();
  void end_frame(sdk::Out& out);

  const std::uint32_t origin_;
  const bool events_;
  bool begun_ = false;
  bool closed_ = false;
  AnswerHead head_;
  AnswerParts parts_;  // that have not ended
  std::string parts_text_;
  std::string frame_;
};

}  // namespace aipool::gemini
