// SPDX-License-Identifier: MIT
//
// What is no generation, for a client: models, one or all of them, and counts of tokens, pings.
//
// Flow:      event() for each model or the count, END writes the document.
// Threading: one answer, one thread at a time.
// Ownership: owns what it gathers.
// Errors:    a single model that is not there throws sdk::Fault of class AIP_E_NOT_FOUND.
#pragma once

#include <cstdint>
#include <string>

#include "plugins/claude/convert.h"

namespace aipool::claude {

class ModelsEncoder final : public sdk::Encoder {
 public:
  ModelsEncoder(std::uint32_t origin, bool single) : origin_(origin), single_(single) {}

  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env&, sdk::Out&) override {}

 private:
  void end(sdk::Out& out) const;

  const std::uint32_t origin_;
  const bool single_;
  std::string models_;  // objects, separated by commas
  std::string first_id_;
  std::string last_id_;
};

class CountEncoder final : public sdk::Encoder {
 public:
  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env&, sdk::Out&) override {}

 private:
  std::uint64_t tokens_ = 0;
};

// An answer without a body: the client only asks whether there is a server.
class PingEncoder final : public sdk::Encoder {
 public:
  void event(sdk::Env&, const aip_event&, sdk::Out&) override {}
  void tick(sdk::Env&, sdk::Out&) override {}
};

}  // namespace aipool::claude
