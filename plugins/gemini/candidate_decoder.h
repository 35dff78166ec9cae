// SPDX-License-Identifier: MIT
//
// CandidateDecoder reads one candidate of an answer, whole or in chunks that hold new parts only: pieces of one kind in
// a row are one part, which ends where its signature comes.
//
// Flow:      take() for each chunk, finish() at the end of the answer: some hosts repeat the reason in every chunk.
// Threading: one answer, one thread at a time.
// Ownership: owns its state.
// Errors:    none: what nobody knows goes out as OPAQUE.
#pragma once

#include <cstdint>
#include <string>

#include "plugins/gemini/convert.h"
#include "plugins/gemini/partial_args.h"

namespace aipool::gemini {

class CandidateDecoder {
 public:
  explicit CandidateDecoder(std::uint32_t index) : index_(index) {}

  std::uint32_t index() const { return index_; }
  bool finished() const { return !reason_.empty(); }
  void take(const Step& step, json::Value candidate);
  void finish(const Step& step);

 private:
  void part(const Step& step, json::Value part);
  void text(const Step& step, json::Value part, aip_enum kind);
  void call(const Step& step, json::Value part, json::Value call);
  void begin_call(const Step& step, json::Value part, json::Value call);
  void media(const Step& step, json::Value part, json::Value blob);
  void opaque(const Step& step, json::Value part);
  void sign(const Step& step, json::Value part, std::string_view id);
  void open(const Step& step, aip_event start, const AnswerExtras& extras);
  void delta(const Step& step, std::string_view text) const;
  void close(const Step& step);

  const std::uint32_t index_;
  std::uint32_t part_ = 0;  // the open one, or the next
  aip_enum open_ = 0;       // AIP_PART_*; 0: none
  bool called_ = false;
  bool in_pieces_ = false;  // the open call's arguments
  PartialArgs args_;
  std::string reason_;
  RepeatedExtras repeated_;
};

}  // namespace aipool::gemini
