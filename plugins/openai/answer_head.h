// SPDX-License-Identifier: MIT
//
// AnswerHead is what every chunk of an answer repeats.
//
// Flow:      filled from START, read by the encoders.
// Threading: one per answer.
// Ownership: owns its texts.
// Errors:    none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plugins/openai/convert.h"

namespace aipool::openai {

class AnswerHead {
 public:
  AnswerHead(sdk::Env& env, const aip_request& request);

  void start(const aip_event& event);
  // "id", "object", "created", "model", as members of an open object.
  void write(json::Writer& out, std::string_view object) const;

 private:
  std::string id_;
  std::string model_;
  std::int64_t created_;
};

}  // namespace aipool::openai
