// SPDX-License-Identifier: MIT
//
// ListDecoder reads what is no generation: models, one model, embeddings.
//
// Flow:      frame() once, then end().
// Threading: one answer, one thread at a time.
// Ownership: owns its state.
// Errors:    a document of another shape throws sdk::Fault of class AIP_E_UPSTREAM_PROTOCOL.
#pragma once

#include <string>

#include "plugins/ollama/convert.h"

namespace aipool::ollama {

class ListDecoder final : public sdk::Decoder {
 public:
  ListDecoder(std::uint32_t origin, const aip_request& request)
      : origin_(origin),
        operation_(request.operation),
        model_(sdk::view(request.client_model.len != 0 ? request.client_model : request.upstream_model)) {}

  void frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) override;
  void end(sdk::Env& env, sdk::Out& out) override;

 private:
  void models(const Step& step, json::Value body);
  void model(const Step& step, json::Value body);
  void embeddings(const Step& step, json::Value body);

  const std::uint32_t origin_;
  const aip_enum operation_;
  const std::string model_;  // that was asked for: /api/show does not say it again
  bool complete_ = false;
  json::Document document_;
};

}  // namespace aipool::ollama
