// SPDX-License-Identifier: MIT
//
// UnaryEncoder writes the canonical events as one document when END comes.
//
// Flow:      event() gathers. An ERROR has no body here: the host answers with encode_error().
// Threading: one answer, one thread at a time.
// Ownership: owns what it gathers.
// Errors:    what the document cannot carry is reported as a loss.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "plugins/ollama/answer_call.h"
#include "plugins/ollama/answer_head.h"

namespace aipool::ollama {

class UnaryEncoder final : public sdk::Encoder {
 public:
  UnaryEncoder(sdk::Host host, sdk::Env& env, std::uint32_t origin, const aip_request& request)
      : origin_(origin), head_(host, env, origin, request) {}

  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env&, sdk::Out&) override {}  // a document has no place for one

 private:
  void part_start(sdk::Env& env, const aip_event& event);
  void part_delta(const aip_event& event);
  void end(sdk::Env& env, sdk::Out& out);

  const std::uint32_t origin_;
  AnswerHead head_;
  std::string text_;
  std::string thoughts_;
  std::vector<AnswerCall> calls_;
  std::set<std::uint32_t> lost_;
};

}  // namespace aipool::ollama
