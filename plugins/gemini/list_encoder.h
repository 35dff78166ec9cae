// SPDX-License-Identifier: MIT
//
// What is no generation, for a client: models, one or all of them, counts of tokens, embeddings.
//
// Flow:      event() for each item, END writes the document.
// Threading: one answer, one thread at a time.
// Ownership: owns what it gathers.
// Errors:    a single model that is not there throws sdk::Fault of class AIP_E_NOT_FOUND.
#pragma once

#include <cstdint>
#include <string>

#include "plugins/gemini/convert.h"

namespace aipool::gemini {

class ModelsEncoder final : public sdk::Encoder {
 public:
  ModelsEncoder(std::uint32_t origin, bool single) : origin_(origin), single_(single) {}

  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env&, sdk::Out&) override {}

 private:
  const std::uint32_t origin_;
  const bool single_;
  std::string models_;  // objects, separated by commas
};

class CountEncoder final : public sdk::Encoder {
 public:
  explicit CountEncoder(std::uint32_t origin) : origin_(origin) {}

  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env&, sdk::Out&) override {}

 private:
  const std::uint32_t origin_;
  std::string body_ = R"({"totalTokens":0})";
};

class EmbeddingsEncoder final : public sdk::Encoder {
 public:
  // `single`: the client asked for one text's vector.
  EmbeddingsEncoder(std::uint32_t origin, bool single) : origin_(origin), single_(single) {}

  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env&, sdk::Out&) override {}

 private:
  void end(sdk::Out& out) const;

  const std::uint32_t origin_;
  const bool single_;
  std::string vectors_;  // objects, separated by commas
  std::string usage_;
  OwnedExtras extras_;
};

}  // namespace aipool::gemini
