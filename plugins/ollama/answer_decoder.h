// SPDX-License-Identifier: MIT
//
// AnswerDecoder reads all of an answer: one whole document, or the lines of a stream, of /api/chat or /api/generate.
//
// Flow:      frame() for each, end() when the framing ended as it should. END is emitted only after `"done": true`.
// Threading: one answer, one thread at a time.
// Ownership: owns its state.
// Errors:    a line that is no JSON throws sdk::Fault; an error becomes ERROR, after which nothing is read.
#pragma once

#include <cstdint>
#include <string_view>

#include "plugins/ollama/convert.h"

namespace aipool::ollama {

class AnswerDecoder final : public sdk::Decoder {
 public:
  explicit AnswerDecoder(std::uint32_t origin) : origin_(origin) {}

  void frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) override;
  void end(sdk::Env& env, sdk::Out& out) override;

 private:
  static bool is_plain(json::Value line);
  void start(const Step& step, json::Value line);
  void message(const Step& step, json::Value message);
  void call(const Step& step, json::Value call);
  void finish(const Step& step, json::Value line);
  void text(const Step& step, aip_enum kind, std::string_view text);
  void close(const Step& step);

  const std::uint32_t origin_;
  bool started_ = false;
  bool failed_ = false;
  bool finished_ = false;
  bool called_ = false;
  std::uint32_t next_part_ = 0;
  std::uint32_t open_part_ = 0;
  aip_enum open_kind_ = 0;  // 0: none is open
  RepeatedExtras repeated_;
  RepeatedExtras repeated_inside_;
};

}  // namespace aipool::ollama
