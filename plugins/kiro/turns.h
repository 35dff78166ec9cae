// SPDX-License-Identifier: MIT
//
// Turns are a conversation in the service's form: of the user and of the assistant, strictly in turn, with the
// results of calls right after the calls.
//
// Flow:      read_turns() sorts a request's messages, pair_calls() and alternate() bring them into order,
//            trim_history() leaves the oldest out where the operator wants that, write_turn() writes each.
// Threading: plain values.
// Ownership: images and arguments are spans of the request, all other texts are owned.
// Errors:    what has no form is a loss.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/kiro/convert.h"

namespace aipool::kiro {

struct Image {
  std::string_view format;  // "png"
  std::string_view base64;
};

struct ToolUse {
  std::string id;
  std::string name;       // the client's
  std::string arguments;  // an object
};

struct ToolResult {
  std::string id;
  std::string text;
  bool failed = false;
};

struct Turn {
  bool assistant = false;
  std::string text{};
  std::vector<Image> images{};
  std::vector<ToolUse> uses{};
  std::vector<ToolResult> results{};

  bool empty() const { return text.empty() && images.empty() && uses.empty() && results.empty(); }
  std::size_t size() const;  // about, in bytes
};

struct Conversation {
  std::string system;
  std::vector<Turn> turns;  // the last is the one to answer
};

// `thoughts`: earlier thoughts go back as tags in the text.
Conversation read_turns(const Target& target, bool thoughts);

// Each call has one result in the turn after it, each result a call in the turn before: others become text. Nothing
// is said twice.
void pair_calls(const Target& target, std::vector<Turn>& turns);

// The user begins and ends, and neighbours of one role become one.
void alternate(const Target& target, std::vector<Turn>& turns);

// Whole pairs of the oldest turns, until the rest is no larger than that.
void trim_history(const Target& target, std::size_t bytes_max, std::vector<Turn>& turns);

// Says something where a turn has no text: the service refuses turns without.
void fill_texts(std::vector<Turn>& turns);

}  // namespace aipool::kiro
