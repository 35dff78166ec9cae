// SPDX-License-Identifier: MIT
//
// StreamEncoder writes the canonical events as chunks: role first, deltas, finish, usage if asked for, [DONE].
//
// Flow:      event() for each; END writes the ending, ERROR an error object and then nothing more: the vendor's
// libraries
//            throw when they see it, and [DONE] after it would only be read by those that do not.
// Threading: one answer, one thread at a time.
// Ownership: owns its state.
// Errors:    what a chunk cannot carry is reported as a loss.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/openai/answer_head.h"

namespace aipool::openai {

class StreamEncoder final : public sdk::Encoder {
 public:
  // `legacy`: the client uses the deprecated functions.
  StreamEncoder(sdk::Env& env, std::uint32_t origin, const aip_request& request, bool legacy);

  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env& env, sdk::Out& out) override;

 private:
  struct Call {
    std::uint32_t part;
    std::uint32_t index;  // counted by us: the parts of an answer are not only calls
    bool custom;
    bool silent;  // no argument has come yet
  };
  struct Choice {
    std::uint32_t index;
    bool opened = false;
    bool called = false;
    std::string thought_key = "reasoning_content";
    std::string logprobs{};
    OwnedExtras extras{};
    OwnedExtras message_extras{};
    std::vector<Call> calls{};
    std::vector<std::uint32_t> lost{};  // parts that were reported as losses
  };

  // The last chunk without the piece in it: the next one of the same part has the same around its own.
  struct Around {
    std::uint32_t choice = 0;
    std::uint32_t part = 0;
    aip_enum kind = 0;  // 0: there is none
    std::string head{};
    std::string tail{};
  };

  void start(sdk::Env& env, const aip_event& event);
  void part_start(sdk::Env& env, const aip_event& event, sdk::Out& out);
  void call_start(sdk::Env& env, Choice& choice, const aip_event& event, sdk::Out& out);
  void part_delta(sdk::Env& env, const aip_event& event, sdk::Out& out);
  void part_end(const aip_event& event, sdk::Out& out);
  void logprobs(sdk::Env& env, const aip_event& event);
  void annotation(sdk::Env& env, const aip_event& event, sdk::Out& out);
  void extra(sdk::Env& env, const aip_event& event, sdk::Out& out);
  void finish(const aip_event& event, sdk::Out& out);
  void usage(const aip_usage& usage);
  void end(sdk::Out& out);
  void fail(const aip_error& error, sdk::Out& out);

  Choice& choice(std::uint32_t index);
  Call* call(Choice& choice, std::uint32_t part);
  void open(Choice& choice, bool calls, sdk::Out& out);
  // Nothing waits for the next chunk of the choice.
  bool is_quiet(const Choice& choice) const;
  // Writes the delta like the one before it, if it is.
  bool repeat(const Choice& choice, const aip_event& delta, sdk::Out& out);
  void keep_around(const aip_event& delta);
  void string(json::Writer& out, std::string_view piece);
  void first_delta(Choice& choice, const aip_event& event, sdk::Out& out);
  void arguments(Choice& choice, const Call& call, std::string_view piece, sdk::Out& out);
  void member(Choice& choice, std::string_view key, std::string_view text, sdk::Out& out);
  // Makes what all chunks begin with.
  void begin_chunks();
  // One chunk: `delta` writes the members of the delta.
  template <class Delta>
  void send(Choice& choice, std::string_view finish, sdk::Out& out, Delta&& delta);

  const std::uint32_t origin_;
  const bool usage_wanted_;
  const bool legacy_;
  bool closed_ = false;
  AnswerHead head_;
  OwnedExtras repeated_;
  OwnedExtras once_;
  std::string usage_json_;
  std::string chunk_head_;  // empty: not yet made, or no longer true
  std::string chunk_;
  std::size_t piece_begin_ = 0;  // in chunk_
  std::size_t piece_end_ = 0;
  Around around_;
  std::vector<Choice> choices_;
};

}  // namespace aipool::openai
