// SPDX-License-Identifier: MIT
//
// SmallDecoder reads the answers that are no response: a count of tokens, a list of items, a deletion; and a response that is
// got again where its stream was asked for, which it gives as it is.
//
// Flow:      frame() once with the whole body, end() when it was all.
// Threading: one answer, one thread at a time.
// Ownership: owns its state.
// Errors:    a body of another shape throws sdk::Fault; an error object becomes ERROR.
#pragma once

#include <cstdint>

#include "plugins/openai/convert.h"

namespace aipool::openai::responses {

class SmallDecoder final : public sdk::Decoder {
 public:
  SmallDecoder(std::uint32_t origin, aip_enum operation) : origin_(origin), operation_(operation) {}

  void frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) override;
  void end(sdk::Env& env, sdk::Out& out) override;

 private:
  void count(const Step& step, json::Value body);
  void items(const Step& step, json::Value body);
  void response(const Step& step, json::Value body);

  const std::uint32_t origin_;
  const aip_enum operation_;
  bool complete_ = false;
  json::Document document_;
};

}  // namespace aipool::openai::responses
