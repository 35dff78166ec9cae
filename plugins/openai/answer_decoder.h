// SPDX-License-Identifier: MIT
//
// AnswerDecoder reads all of an answer of a chat: one whole document, or the chunks of a stream.
//
// Flow:      frame() for each, end() when the framing ended as it should. END is emitted only if every choice that was
//            seen has its finish reason: `data: [DONE]` alone proves nothing, and its absence alone refutes nothing.
// Threading: one answer, one thread at a time.
// Ownership: owns its state.
// Errors:    a chunk that is no JSON throws sdk::Fault; an error object becomes ERROR, after which nothing is read.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "plugins/openai/choice_decoder.h"

namespace aipool::openai {

class AnswerDecoder final : public sdk::Decoder {
 public:
  AnswerDecoder(std::uint32_t origin, bool stream) : origin_(origin), stream_(stream) {}

  void frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) override;
  void end(sdk::Env& env, sdk::Out& out) override;

 private:
  static constexpr json::Names kNames{"id", "object", "created", "model", "choices", "usage", "obfuscation", "error"};
  using Chunk = json::Fields<kNames>;

  void chunk(const Step& step, json::Value object);
  void start(const Step& step, const Chunk& chunk, AnswerExtras& extras);
  void choices(const Step& step, json::Value list);
  void fail(const Step& step, json::Value object);
  ChoiceDecoder& choice(std::uint32_t index);
  bool complete() const;

  const std::uint32_t origin_;
  const bool stream_;
  bool started_ = false;
  bool failed_ = false;
  RepeatedExtras repeated_;
  aip_extras early_{};  // of a chunk that came before the answer's own first
  std::vector<std::unique_ptr<ChoiceDecoder>> choices_;
};

}  // namespace aipool::openai
