// SPDX-License-Identifier: MIT
//
// Metrics: what the last line of an answer says of tokens and times.
//
// Flow:      the decoders emit_metrics(); the encoders gather with Metrics and write it.
// Threading: pure; Metrics is one per answer.
// Ownership: Metrics owns its text.
// Errors:    a count of another type is absent.
// Units:     tokens, nanoseconds on the wire, Unix milliseconds of the host's clock.
#pragma once

#include <cstdint>
#include <string>

#include "plugins/ollama/inspected.h"

namespace aipool::ollama {

// The members that are metrics, for those that collect what is not.
inline constexpr std::string_view kMetricNames[] = {"total_duration",       "load_duration", "prompt_eval_count",
                                                    "prompt_eval_duration", "eval_count",    "eval_duration"};

// USAGE, if the object has any.
void emit_metrics(const Step& step, json::Value object);

class Metrics {
 public:
  Metrics(sdk::Host host, sdk::Env& env, std::uint32_t origin, const aip_request& request)
      : host_(host), origin_(origin), asked_ms_(arrival_ms(env, request)) {}

  void take(const aip_usage& usage);
  void note_content();  // the first only
  std::int64_t now_ms() const { return host_.unix_ms(); }
  // As members of an open object: the upstream's own text where it spoke this protocol.
  void write(json::Writer& out, bool vectors = false) const;

 private:
  sdk::Host host_;
  const std::uint32_t origin_;
  const std::int64_t asked_ms_;
  std::int64_t begun_ms_ = 0;
  std::uint64_t present_ = 0;
  std::uint64_t input_ = 0;
  std::uint64_t output_ = 0;
  std::string own_;  // the upstream's object; empty: it speaks another protocol
};

}  // namespace aipool::ollama
