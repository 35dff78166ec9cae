// SPDX-License-Identifier: MIT
//
// Decoders of the answers that are one list: models, one model, embeddings.
//
// Flow:      frame() once with the whole body, end() when it was all.
// Threading: one answer, one thread at a time.
// Ownership: owns its state.
// Errors:    a body of another shape throws sdk::Fault; an error object becomes ERROR.
#pragma once

#include <cstdint>

#include "plugins/openai/convert.h"

namespace aipool::openai {

class ListDecoder final : public sdk::Decoder {
 public:
  ListDecoder(std::uint32_t origin, aip_enum operation) : origin_(origin), operation_(operation) {}

  void frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) override;
  void end(sdk::Env& env, sdk::Out& out) override;

 private:
  void models(const Step& step, json::Value body);
  void embeddings(const Step& step, json::Value body);

  const std::uint32_t origin_;
  const aip_enum operation_;
  bool complete_ = false;
  json::Document document_;
};

}  // namespace aipool::openai
