// SPDX-License-Identifier: MIT
//
// UnaryAnswer holds a whole answer back until it is complete, then sends it with its length.
//
// Flow:      pass-through gathers the upstream's bytes; otherwise the fold of the events goes through the encoder at the end.
// Threading: one event loop.
// Ownership: as Answer.
// Errors:    as Answer.
#pragma once

#include <string>

#include "aipool/fold.hpp"
#include "core/gateway/answer.h"

namespace aipool::gateway {

class UnaryAnswer final : public Answer {
 public:
  explicit UnaryAnswer(Transaction& transaction) : Answer(transaction) {}

  void event(const aip_event& event) override;
  void source(std::string_view bytes) override { body_.append(bytes); }

  Result<void> attach(const Exchange& exchange) override;
  http::Task<Result<void>> deliver() override;
  http::Task<Result<void>> complete() override;
  void reset() override;

  bool committed() const override { return false; }

 private:
  Result<void> encode();
  Result<void> respond();

  const Exchange* exchange_ = nullptr;
  plugin::Answer head_;
  sdk::Fold fold_;
  std::string body_;
};

}  // namespace aipool::gateway
