// SPDX-License-Identifier: MIT
//
// ChoiceDecoder reads one choice: whole, or delta by delta, into parts that open and close in order.
//
// Flow:      take() for each entry of `choices` with its index.
// Threading: one per choice.
// Ownership: owns its state; texts are borrowed from the frame.
// Errors:    a member of odd shape is passed over, as hosts differ; what is lost is reported.
#pragma once

#include <cstdint>

#include "plugins/openai/call_decoder.h"
#include "plugins/openai/convert.h"

namespace aipool::openai {

class ChoiceDecoder {
 public:
  explicit ChoiceDecoder(std::uint32_t index) : index_(index), calls_(index, next_part_) {}
  ChoiceDecoder(const ChoiceDecoder&) = delete;
  ChoiceDecoder& operator=(const ChoiceDecoder&) = delete;

  std::uint32_t index() const { return index_; }
  bool finished() const { return finished_; }

  static constexpr json::Names kEntryNames{"index", "delta", "message", "finish_reason", "logprobs", "error"};
  using Entry = json::Fields<kEntryNames>;

  // `extras`: what else the entry has.
  void take(const Step& step, const Entry& choice, AnswerExtras& extras);

 private:
  void message(const Step& step, json::Value object);
  void thoughts(const Step& step, json::Value content, json::Value other);
  void content(const Step& step, json::Value content);
  void listed(const Step& step, json::Value part);
  void annotations(const Step& step, json::Value list);
  void audio(const Step& step, json::Value audio);
  void calls(const Step& step, json::Value list, json::Value legacy);
  void finish(const Step& step, json::Value word);

  void text(const Step& step, aip_enum kind, std::string_view text, std::string_view name = {});
  void close(const Step& step);

  static constexpr std::uint32_t kNoPart = 0xffffffffu;

  std::uint32_t index_;
  std::uint32_t next_part_ = 0;
  std::uint32_t open_part_ = kNoPart;  // the text, thought or refusal that goes on
  aip_enum open_kind_ = 0;
  std::uint32_t text_part_ = kNoPart;  // the last text, which annotations belong to
  std::uint32_t audio_part_ = kNoPart;
  bool finished_ = false;
  CallDecoder calls_;
  RepeatedExtras repeated_;
};

}  // namespace aipool::openai
