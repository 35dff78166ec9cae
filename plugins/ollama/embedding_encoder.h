// SPDX-License-Identifier: MIT
//
// EmbeddingEncoder writes vectors for a client: all of them, or the one of the older path.
//
// Flow:      event() gathers, END writes the document.
// Threading: one answer, one thread at a time.
// Ownership: owns what it gathers.
// Errors:    a vector that is no list of numbers throws sdk::Fault.
#pragma once

#include <string>

#include "plugins/ollama/metrics.h"

namespace aipool::ollama {

class EmbeddingEncoder final : public sdk::Encoder {
 public:
  EmbeddingEncoder(sdk::Host host, sdk::Env& env, std::uint32_t origin, const aip_request& request);

  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env&, sdk::Out&) override {}

 private:
  void end(sdk::Out& out) const;

  const std::uint32_t origin_;
  const bool single_;
  std::string model_;
  std::string vectors_;  // separated by commas
  Metrics metrics_;
  OwnedExtras extras_;
};

}  // namespace aipool::ollama
