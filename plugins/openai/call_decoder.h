// SPDX-License-Identifier: MIT
//
// CallDecoder puts the fragments of one choice's tool calls in order, however a host numbers and repeats them.
//
// Flow:      take() for each entry of `tool_calls`, legacy() for `function_call`, finish() when the choice is finished.
// Threading: one per choice.
// Ownership: owns what it holds back; the next part number belongs to the choice.
// Errors:    a fragment of odd shape is passed over; too many calls throw sdk::Fault.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plugins/openai/convert.h"

namespace aipool::openai {

class CallDecoder {
 public:
  CallDecoder(std::uint32_t choice, std::uint32_t& next_part) : choice_(choice), next_part_(next_part) {}

  void take(const Step& step, json::Value fragment);
  void legacy(const Step& step, json::Value fragment);
  void finish(const Step& step);

 private:
  // A call starts once its name is known and either its id or the first of its arguments, since hosts send name and id
  // in one fragment, in two in either order, or never send an id.
  struct Call {
    std::int64_t index = kNoIndex;
    std::uint32_t flags = 0;
    std::uint32_t part = 0;
    bool started = false;
    std::string id{};
    std::string name{};
    std::string held{};  // arguments that came before the start
    aip_extras extras{};
  };
  static constexpr std::int64_t kNoIndex = -1;
  static constexpr std::size_t kCallsMax = 1024;

  Call& find(std::int64_t index, std::string_view id, std::string_view name);
  Call& add(std::int64_t index);
  void merge(const Step& step, Call& call, json::Value body, std::string_view payload, std::string_view id);
  void start(const Step& step, Call& call);

  std::uint32_t choice_;
  std::uint32_t& next_part_;
  std::vector<Call> calls_;
};

}  // namespace aipool::openai
