// SPDX-License-Identifier: MIT
#include "plugins/kiro/answer_parts.h"

#include <utility>

namespace aipool::kiro {

void AnswerParts::text(const Step& step, aip_enum kind, std::string_view text) {
  if (text.empty()) return;
  if (kind_ != kind) {
    close(step);
    open_ = next_++;
    kind_ = kind;
    step.emit(sdk::events::part_start(0, open_, kind));
  }
  step.emit(sdk::events::delta(0, open_, kind, text));
  count(text);
  const bool says = text.find_first_not_of(" \t\r\n") != std::string_view::npos;
  (kind == AIP_PART_TEXT ? answered_ : thought_) |= says;
}

void AnswerParts::sign(const Step& step, std::string_view signature) {
  if (signature.empty() || kind_ != AIP_PART_REASONING) return;
  step.emit(sdk::events::signature(0, open_, AIP_PART_REASONING, signature, step.origin));
}

void AnswerParts::close(const Step& step) {
  const aip_enum kind = std::exchange(kind_, 0);
  if (kind != 0) step.emit(sdk::events::part_end(0, open_, kind));
}

// About four letters of English make a token; of other scripts a character is about one.
void AnswerParts::count(std::string_view text) {
  constexpr double kOfAscii = 0.25;
  constexpr double kOfOthers = 0.8;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) tokens_ += kOfAscii;
    if (byte >= 0xc0) tokens_ += kOfOthers;
  }
}

}  // namespace aipool::kiro
