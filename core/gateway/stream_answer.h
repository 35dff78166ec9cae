// SPDX-License-Identifier: MIT
//
// StreamAnswer sends an answer as it is made. Its head waits for the first content, so that a failed attempt before it still
// becomes a real status; after `head_hold` only the head and keep-alives go out.
//
// Flow:      event() and source() gather frames; deliver() writes them once content was seen; complete() ends the stream.
// Threading: one event loop.
// Ownership: as Answer.
// Errors:    as Answer.
// Units:     milliseconds.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "core/base/rare.h"
#include "core/gateway/answer.h"
#include "core/http/timer.h"

namespace aipool::gateway {

class StreamAnswer final : public Answer {
 public:
  static constexpr std::chrono::seconds kKeepAlive{15};

  explicit StreamAnswer(Transaction& transaction);

  void source(std::string_view bytes) override;
  bool committed() const override { return content_seen_; }

  Result<void> attach(const Exchange& exchange) override;
  http::Task<Result<void>> deliver() override;
  Result<void> close() override;
  http::Task<Result<void>> complete() override;
  std::optional<std::string> fail(const plugin::OwnedError& error) override;
  void reset() override;
  void gather(http::WorkingSet& set) const override;

 private:
  void take(const aip_event& event) override;
  Result<void> open_encoder();
  void store(const aip_event& event);
  void begin();
  std::string& pending();
  void give_back_pending();
  void keep_alive();

  const Exchange* exchange_ = nullptr;
  bool passes_ = false;  // the exchange does: its bytes need no encoder
  plugin::Answer head_;
  std::optional<plugin::Encoder> encoder_;
  Rare<Error> failure_;  // of the encoder
  std::string pending_;  // what has not gone out, in memory that others have in the meantime
  std::unique_ptr<sdk::Fold> stored_;  // the answer so far, if it may be asked for later
  http::Timer timer_;
};

}  // namespace aipool::gateway
