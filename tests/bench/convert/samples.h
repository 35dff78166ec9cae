// SPDX-License-Identifier: MIT
//
// What the bodies of every protocol are filled with beside the prose and code of json_samples: pictures, and pieces of
// JSON.
//
// Flow:      the bodies of each protocol.
// Threading: pure functions.
// Ownership: the caller owns what is returned.
// Errors:    none.
#pragma once

#include <array>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "aipool/json/writer.hpp"
#include "tests/bench/json_samples.h"

namespace aipool::bench {

// Base64 of noise; nothing looks inside.
inline std::string picture(std::size_t size) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::mt19937 noise(20261122);
  std::string text(size / 4 * 4, '\0');
  for (char& c : text) c = kDigits[noise() % kDigits.size()];
  return text;
}

// A token or two of prose.
inline std::string_view word(std::size_t number) {
  static constexpr std::array<std::string_view, 8> kWords = {" the",  " request", " is",      " routed",
                                                             " to a", " pool,\n", " \u2014 ", " \"again\""};
  return kWords[number % kWords.size()];
}

// The arguments of a call, written by a tool-using model.
inline std::string arguments(std::size_t turn) {
  std::string text;
  json::Writer out(text);
  out.begin_object().key("path").string("/srv/app/main_" + std::to_string(turn) + ".cc");
  out.key("content").string(json_samples::code(500, turn)).key("overwrite").boolean(true).end_object();
  return text;
}

// The same, cut as a model streams them.
inline std::vector<std::string> arguments_in(std::size_t pieces) {
  const std::string whole = arguments(0);
  std::vector<std::string> all;
  for (std::size_t i = 0; i < pieces; ++i) {
    const std::size_t from = whole.size() * i / pieces;
    all.push_back(whole.substr(from, whole.size() * (i + 1) / pieces - from));
  }
  return all;
}

inline std::string call_name(std::size_t turn) { return "tool_" + std::to_string(turn % 20); }

}  // namespace aipool::bench
