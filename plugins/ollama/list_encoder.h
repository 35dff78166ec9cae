// SPDX-License-Identifier: MIT
//
// What is no generation, for a client: all models, those that run, one of them, and fixed texts.
//
// Flow:      event() for each model, END writes the document.
// Threading: one answer, one thread at a time.
// Ownership: owns what it gathers.
// Errors:    a single model that is not there throws sdk::Fault of class AIP_E_NOT_FOUND.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plugins/ollama/convert.h"

namespace aipool::ollama {

inline constexpr std::string_view kPingBody = "Ollama is running";
std::string version_body();

// /api/tags and /api/ps
class ModelsEncoder final : public sdk::Encoder {
 public:
  ModelsEncoder(sdk::Host host, std::uint32_t origin, aip_enum operation)
      : host_(host), origin_(origin), running_(operation == AIP_OP_LIST_RUNNING) {}

  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env&, sdk::Out&) override {}

 private:
  void add(const aip_event& event);

  sdk::Host host_;
  const std::uint32_t origin_;
  const bool running_;
  std::string models_;  // objects, separated by commas
};

// /api/show
class ModelEncoder final : public sdk::Encoder {
 public:
  ModelEncoder(std::uint32_t origin, const aip_request& request)
      : origin_(origin), asked_(sdk::view(request.client_model)) {}

  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env&, sdk::Out&) override {}

 private:
  const std::uint32_t origin_;
  const std::string asked_;
  std::string model_;
};

// An answer that no upstream has a part in.
class FixedEncoder final : public sdk::Encoder {
 public:
  explicit FixedEncoder(std::string_view body) : body_(body) {}

  void event(sdk::Env&, const aip_event& event, sdk::Out& out) override {
    if (event.kind == AIP_EVENT_END) out.bytes(body_);
  }
  void tick(sdk::Env&, sdk::Out&) override {}

 private:
  const std::string body_;
};

}  // namespace aipool::ollama
