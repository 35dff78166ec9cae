// SPDX-License-Identifier: MIT
//
// AnswerHead is what every chunk of an answer repeats, and OwnedExtras what it keeps of members that nobody mapped.
//
// Flow:      filled from START, read by the encoders.
// Threading: one per answer.
// Ownership: owns its texts.
// Errors:    extras of another protocol are reported as losses.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "aipool/json.hpp"
#include "aipool/sdk.hpp"

namespace aipool::openai {

class OwnedExtras {
 public:
  // Takes those of `origin` and reports the others. Of equal keys the last wins; arrays, which a stream delivers in
  // pieces, are joined.
  void take(sdk::Env& env, aip_extras extras, std::uint32_t origin);
  void write(json::Writer& out) const;  // as members of an open object
  void clear() { items_.clear(); }
  bool empty() const { return items_.empty(); }
  // Moves the members that OpenAI repeats in every chunk out of this.
  OwnedExtras split_repeated();

 private:
  struct Item {
    std::string key;
    std::string raw;
  };
  void put(std::string_view key, std::string_view raw);

  std::vector<Item> items_;
};

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
