// SPDX-License-Identifier: MIT
//
// Said is what an answer says, whichever protocol says it: what a conversion must keep.
//
// Flow:      said(fold) of both sides; in_words_of(said, protocol) is what the other one can say of it; to_text() to
//            compare.
// Threading: plain values.
// Ownership: owns its texts.
// Errors:    none.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "aipool/fold.hpp"
#include "spoken.h"

namespace aipool::replay {

struct SaidCall {
  std::string id;
  std::string text;  // name, and arguments as JSON with sorted members
};

struct SaidChoice {
  std::string text;
  std::string reasoning;
  std::string refusal;
  std::string audio;
  std::vector<SaidCall> calls;
  aip_enum finish = 0;
};

struct Said {
  std::string id;
  std::string model;
  std::map<std::uint32_t, SaidChoice> choices;
  aip_usage usage{};  // of `present` only
};

Said said(const sdk::Fold& fold);

// What the protocol can say of it. Where another one answered, it cannot name more ends than these.
Said in_words_of(Said answer, const Spoken& protocol);

// Answers and calls that had no id in `before` may have one that was made for them.
void forget_made_ids(const Said& before, Said& after);

// Counts that only one of the two has are left out.
std::string to_text(const Said& answer, std::uint64_t counts);

}  // namespace aipool::replay
