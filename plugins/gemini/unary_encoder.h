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
#include <string>

#include "plugins/gemini/answer_head.h"
#include "plugins/gemini/answer_part.h"

namespace aipool::gemini {

class UnaryEncoder final : public sdk::Encoder {
 public:
  UnaryEncoder(sdk::Env& env, std::uint32_t origin, const aip_request& request)
      : origin_(origin), head_(env, origin, request) {}

  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env&, sdk::Out&) override {}  // a document has no place for one

 private:
  void end(sdk::Env& env, sdk::Out& out);
  std::string parts_of(sdk::Env& env, std::uint32_t choice);

  const std::uint32_t origin_;
  AnswerHead head_;
  AnswerParts parts_;
};

}  // namespace aipool::gemini
