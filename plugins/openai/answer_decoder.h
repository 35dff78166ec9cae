// SPDX-License-Identifier: MIT
//
// AnswerDecoder reads an answer of a chat: one whole document, or the chunks of a stream.
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
  AnswerDecoder(std::uint32_t origin, const aip_request& request, bool stream);

  void frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) override;
  void end(sdk::Env& env, sdk::Out& out) override;

 private:
  void chunk(const Step& step, json::Value chunk);
  void start(const Step& step, json::Value chunk);
  void choices(const Step& step, json::Value list);
  void usage(const Step& step, json::Value chunk);
  bool failed(const Step& step, json::Value chunk);
  void done(const aip_frame& frame, sdk::Out& out);
  void cut(const aip_frame& frame, json::Value chunk, sdk::Out& out) const;
  ChoiceDecoder& choice(std::uint32_t index);
  bool complete() const;

  const std::uint32_t origin_;
  const bool stream_;
  const bool pass_;  // the frames go to the client: it gets what it asked for, a stream or a document
  const bool cuts_;  // usage was asked for by us and not by the client
  bool started_ = false;
  bool failed_ = false;
  bool done_ = false;
  json::Document document_;
  RepeatedExtras repeated_;
  aip_extras early_{};  // of a chunk that came before the answer's own first
  std::vector<std::unique_ptr<ChoiceDecoder>> choices_;
};

}  // namespace aipool::openai
