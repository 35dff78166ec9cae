// SPDX-License-Identifier: MIT
//
// UnaryEncoder writes the canonical events as one document when END comes.
//
// Flow:      event() gathers; the body is written at END. An ERROR has no body here: the host answers with
// encode_error(). Threading: one answer, one thread at a time. Ownership: owns what it gathers. Errors:    what the
// document cannot carry is reported as a loss.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/openai/unary_choice.h"

namespace aipool::openai {

class UnaryEncoder final : public sdk::Encoder {
 public:
  UnaryEncoder(sdk::Env& env, std::uint32_t origin, const aip_request& request, bool legacy);

  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env&, sdk::Out&) override {}  // a document has no place for one

 private:
  UnaryChoice& choice(std::uint32_t index);
  void end(sdk::Out& out);

  const std::uint32_t origin_;
  const bool legacy_;
  AnswerHead head_;
  OwnedExtras extras_;
  std::string usage_json_;
  std::vector<UnaryChoice> choices_;
};

}  // namespace aipool::openai
