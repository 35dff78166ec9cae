// SPDX-License-Identifier: MIT
//
// ListDecoder reads what is no generation: models, a count of tokens, embeddings.
//
// Flow:      frame() once, then end().
// Threading: one answer, one thread at a time.
// Ownership: owns its state.
// Errors:    a document of another shape throws sdk::Fault of class AIP_E_UPSTREAM_PROTOCOL.
#pragma once

#include "plugins/gemini/convert.h"

namespace aipool::gemini {

class ListDecoder final : public sdk::Decoder {
 public:
  ListDecoder(std::uint32_t origin, aip_enum operation) : origin_(origin), operation_(operation) {}

  void frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) override;
  void end(sdk::Env& env, sdk::Out& out) override;

 private:
  void models(const Step& step, json::Value body);
  void count(const Step& step, json::Value body);
  void embeddings(const Step& step, json::Value body);

  const std::uint32_t origin_;
  const aip_enum operation_;
  bool complete_ = false;
  json::Document document_;
};

}  // namespace aipool::gemini
