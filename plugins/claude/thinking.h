// SPDX-License-Identifier: MIT
//
// Thinking: which form a model takes it in, and how much room it needs.
//
// Flow:      encode_request() makes one, and asks it what else may be sent.
// Threading: a plain value.
// Ownership: borrows the request.
// Errors:    none.
// Units:     tokens.
#pragma once

#include <cstdint>
#include <string_view>

#include "plugins/claude/convert.h"

namespace aipool::claude {

// From 4.6 on models decide themselves how long they think, and take an effort; the ones before take a budget. A name
// that says no version is a newer one's.
bool thinks_adaptively(std::string_view model);

// How many tokens an answer may have where the client does not say; the vendor's API wants a number.
std::int64_t usual_max_output(std::string_view model);

class Thinking {
 public:
  explicit Thinking(const Target& target);

  bool on() const { return kind_ == Kind::kBudget || kind_ == Kind::kAdaptive; }
  std::int64_t max_output() const { return max_output_; }  // with room for the budget
  // `thinking`, where something was said. The client's own form is written by the caller.
  void write(const Target& target, ObjectWriter& body) const;
  std::string_view effort() const { return effort_; }  // for output_config; empty: none

 private:
  void take_effort_beside_budget(const Target& target, const aip_reasoning& said);

  enum class Kind : std::uint8_t { kUnsaid, kOff, kBudget, kAdaptive };

  Kind kind_ = Kind::kUnsaid;
  std::int64_t budget_ = 0;
  std::int64_t max_output_ = 0;
  std::string_view effort_;
  std::string_view display_;
};

// The last answer of the history made calls, and its thoughts are not there to be shown again: with a budget the API
// refuses that.
bool calls_lack_thoughts(const Target& target);

}  // namespace aipool::claude
