// SPDX-License-Identifier: MIT
//
// AnswerCall is a call on its way to a client: it goes out whole, with its arguments as an object.
//
// Flow:      the encoders of answers make one at PART_START, fill it, and write it once it has ended.
// Threading: one answer, one thread at a time.
// Ownership: owns its texts.
// Errors:    parts that have no form here are reported as losses.
#pragma once

#include <cstdint>
#include <string>

#include "plugins/ollama/convert.h"

namespace aipool::ollama {

// Whether a message can hold the part that an event begins. Reports the loss where it cannot.
bool can_answer(sdk::Env& env, const aip_event& part_start);
void lose_event(sdk::Env& env, const aip_event& event);
// What else another protocol says of a text or a thought.
void lose_extras(sdk::Env& env, const aip_event& event, std::uint32_t origin);
// The text of a refusal is a text here.
bool is_spoken(aip_enum part_kind);

struct AnswerCall {
  AnswerCall(sdk::Env& env, const aip_event& part_start, std::uint32_t origin);

  // {"id", "function": {"index", "name", "arguments"}}
  void write(sdk::Env& env, json::Writer& out, std::size_t index) const;
  void write_function(sdk::Env& env, json::Writer& out, std::size_t index) const;

  std::uint32_t part;
  std::uint32_t flags;
  std::string id;
  std::string name;
  std::string arguments{};
  OwnedExtras extras{};
  OwnedExtras function{};  // as the upstream had it, where it said more than these
};

}  // namespace aipool::ollama
