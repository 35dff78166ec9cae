// SPDX-License-Identifier: MIT
//
// AnswerDecoder reads all of an answer: one whole response, or the events of a stream.
//
// Flow:      frame() for each, end() when the framing ended as it should. END is emitted only if the last event was seen.
// Threading: one answer, one thread at a time.
// Ownership: owns its state.
// Errors:    an event that is no JSON throws sdk::Fault; an error becomes ERROR, after which nothing is read. Events of
//            unknown types are passed over.
#pragma once

#include <cstdint>
#include <map>

#include "plugins/openai/responses/item_decoder.h"

namespace aipool::openai::responses {

class AnswerDecoder final : public sdk::Decoder {
 public:
  // `got`: see is_got().
  AnswerDecoder(std::uint32_t origin, bool stream, bool got) : origin_(origin), stream_(stream), got_(got) {}

  void frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) override;
  void end(sdk::Env& env, sdk::Out& out) override;

 private:
  void event(const Step& step, json::Value event);
  void start(const Step& step, json::Value response);
  void finish(const Step& step, json::Value type, json::Value response);
  void emit_finish(const Step& step, json::Value type, json::Value response);
  ItemDecoder* item(std::int64_t index);

  const std::uint32_t origin_;
  const bool stream_;
  const bool got_;
  bool started_ = false;
  bool failed_ = false;
  bool complete_ = false;
  std::uint32_t next_part_ = 0;
  RepeatedExtras repeated_;
  std::map<std::int64_t, ItemDecoder> items_;  // by index
};

}  // namespace aipool::openai::responses
