// SPDX-License-Identifier: MIT
//
// Encoders of the answers that are one list: models, one model, embeddings.
//
// Flow:      event() gathers; the body is written at END.
// Threading: one answer, one thread at a time.
// Ownership: owns what it gathers.
// Errors:    a model that was asked for and did not come throws sdk::Fault of class AIP_E_NOT_FOUND.
#pragma once

#include <cstdint>
#include <string>

#include "plugins/openai/answer_head.h"

namespace aipool::openai {

class ModelsEncoder final : public sdk::Encoder {
 public:
  // `single`: the client asked for one model by its id.
  ModelsEncoder(std::uint32_t origin, bool single) : origin_(origin), single_(single) {}

  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env&, sdk::Out&) override {}

 private:
  const std::uint32_t origin_;
  const bool single_;
  std::string models_;  // objects, separated by commas
};

class EmbeddingsEncoder final : public sdk::Encoder {
 public:
  EmbeddingsEncoder(std::uint32_t origin, const aip_request& request, const aip_base64_service* base64);

  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env&, sdk::Out&) override {}

 private:
  void vector(sdk::Env& env, const aip_event& event);
  void end(sdk::Out& out) const;

  const std::uint32_t origin_;
  const bool wants_base64_;
  const aip_base64_service* base64_;
  std::string model_;
  std::string vectors_;  // objects, separated by commas
  std::string usage_json_ = R"({"prompt_tokens":0,"total_tokens":0})";
  OwnedExtras extras_;
};

}  // namespace aipool::openai
