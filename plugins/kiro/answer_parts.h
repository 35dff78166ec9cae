// SPDX-License-Identifier: MIT
//
// AnswerParts numbers the parts of an answer and keeps at most one text or thought open; calls may interleave.
//
// Flow:      text() for each piece, next() for a call, close() before another kind of part and at the end.
// Threading: one answer, one thread at a time.
// Ownership: none.
// Errors:    as sdk::Out.
#pragma once

#include <cstdint>
#include <string_view>

#include "plugins/kiro/convert.h"

namespace aipool::kiro {

class AnswerParts {
 public:
  void text(const Step& step, aip_enum kind, std::string_view text);
  void sign(const Step& step, std::string_view signature);
  void close(const Step& step);
  std::uint32_t next() { return next_++; }

  bool answered() const { return answered_; }  // with a text that is more than spaces
  bool thought() const { return thought_; }
  double tokens() const { return tokens_; }  // about as many as the text so far has
  void count(std::string_view text);

 private:
  std::uint32_t next_ = 0;
  std::uint32_t open_ = 0;
  aip_enum kind_ = 0;  // 0: none is open
  bool answered_ = false;
  bool thought_ = false;
  double tokens_ = 0;
};

}  // namespace aipool::kiro
