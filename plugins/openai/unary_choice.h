// SPDX-License-Identifier: MIT
//
// UnaryChoice gathers one choice of an answer and writes it as an entry of `choices`.
//
// Flow:      event() for each event of the choice, write() at the end.
// Threading: one per choice.
// Ownership: owns what it gathers.
// Errors:    losses.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/openai/answer_head.h"

namespace aipool::openai {

class UnaryChoice {
 public:
  UnaryChoice(std::uint32_t index, std::uint32_t origin, bool legacy)
      : index_(index), origin_(origin), legacy_(legacy) {}

  std::uint32_t index() const { return index_; }
  void event(sdk::Env& env, const aip_event& event);
  void write(json::Writer& w) const;

 private:
  struct Call {
    std::uint32_t part;
    bool custom;
    std::string id;
    std::string name;
    std::string payload{};
    OwnedExtras extras{};
  };

  void part_start(sdk::Env& env, const aip_event& event);
  void part_delta(const aip_event& event);
  void logprobs(sdk::Env& env, const aip_event& event);
  void extra(sdk::Env& env, const aip_event& event);
  Call* call(std::uint32_t part);

  void write_message(json::Writer& w) const;
  void write_calls(json::Writer& w) const;
  void write_logprobs(json::Writer& w) const;
  static void write_call(json::Writer& w, const Call& call);

  std::uint32_t index_;
  std::uint32_t origin_;
  bool legacy_;
  bool has_text_ = false;
  bool has_audio_ = false;
  std::string text_;
  std::string refusal_;
  std::string thoughts_;
  std::string thought_key_ = "reasoning_content";
  std::string audio_id_;
  std::string audio_data_;
  std::string finish_;
  OwnedExtras audio_extras_;
  OwnedExtras extras_;
  OwnedExtras message_extras_;
  OwnedExtras logprobs_;  // of a stream they come in pieces: lists that are joined
  std::vector<Call> calls_;
  std::vector<std::string> annotations_;
  std::vector<std::uint32_t> lost_;
};

}  // namespace aipool::openai
