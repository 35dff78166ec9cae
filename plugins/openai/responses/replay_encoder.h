// SPDX-License-Identifier: MIT
//
// ReplayEncoder writes a response that is whole as the events of its stream, for a client that gets it again.
//
// Flow:      event() with the response as OPAQUE writes them all: each text is one delta.
// Threading: one answer, one thread at a time.
// Ownership: owns its state.
// Errors:    what is no response throws sdk::Fault. The last event goes out wherever the client starts.
#pragma once

#include "plugins/openai/responses/event_writer.h"

namespace aipool::openai::responses {

class ReplayEncoder final : public sdk::Encoder {
 public:
  // `after`: the number of the last event that the client has; -1: none.
  ReplayEncoder(std::uint32_t origin, std::int64_t after) : origin_(origin), writer_(false, after) {}

  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env& env, sdk::Out& out) override;

 private:
  void replay(sdk::Out& out, json::Value response);
  void item(sdk::Out& out, json::Value item);
  void parts(sdk::Out& out, json::Value list);
  void call(sdk::Out& out, const PartWords& words, std::string_view text, std::string_view name);

  const std::uint32_t origin_;
  EventWriter writer_;
};

}  // namespace aipool::openai::responses
