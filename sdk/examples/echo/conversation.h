// SPDX-License-Identifier: MIT
//
// Conversation is what echo needs to know of a canonical request.
//
// Flow:      read once when a call is opened.
// Threading: plain values.
// Ownership: owns its text, so that a call does not depend on the request.
// Errors:    none: what it does not know it passes over.
// Units:     tokens are estimated as a quarter of the bytes.
#pragma once

#include <aipool/sdk.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace echo {

struct Turn {
  aip_enum role = AIP_ROLE_USER;
  std::string text;
  std::size_t calls = 0;             // tools that the model asked for
  std::vector<std::string> results;  // what the tools gave
};

struct Tool {
  std::string name;
  std::string schema;  // JSON text, may be empty
};

struct Conversation {
  std::string model;
  std::vector<Turn> turns;  // without system prompts
  std::vector<Tool> tools;
  std::string forced_tool;  // a tool that must be called
  std::string schema;       // of the answer, if one was asked for
  bool wants_json = false;
  std::uint64_t input_tokens = 0;
};

Conversation conversation_of(const aip_request& request);

// At least one, so that a sum is never empty.
std::uint64_t estimated_tokens(std::size_t bytes);

}  // namespace echo
