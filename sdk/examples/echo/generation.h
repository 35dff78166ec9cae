// SPDX-License-Identifier: MIT
//
// Generation emits a plan as canonical events, with pauses between words where the plan asks for them.
//
// Flow:      step(START) -> events -> timer -> step(TIMER) -> events ... -> END.
// Threading: one call, one thread at a time.
// Ownership: owns the plan.
// Errors:    none of its own.
// Units:     milliseconds.
#pragma once

#include <aipool/sdk.hpp>
#include <cstddef>
#include <string>

#include "conversation.h"
#include "plan.h"

namespace echo {

class Generation : public aipool::sdk::StepCall {
 public:
  Generation(aipool::sdk::Host host, const Conversation& conversation);

  void step(aipool::sdk::Env& env, const aip_input& input, aipool::sdk::Out& out) override;

 private:
  void begin(aipool::sdk::Env& env, aipool::sdk::Out& out);
  void emit_text(aipool::sdk::Out& out);
  void emit_part(aip_enum kind, const std::string& text, aipool::sdk::Out& out);
  void finish(aipool::sdk::Out& out);
  std::string new_id(const char* prefix) const;

  aipool::sdk::Host host_;
  std::string model_;
  std::uint64_t input_tokens_;
  Plan plan_;
  std::uint32_t part_ = 0;  // the part that is being written
  std::size_t at_ = 0;      // in the text
};

}  // namespace echo
