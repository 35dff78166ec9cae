// SPDX-License-Identifier: MIT
//
// UnaryAnswer holds a whole answer back until it is complete, then sends it with its length.
//
// Flow:      pass-through gathers the upstream's bytes; otherwise the fold of the events goes through the encoder at the end.
// Threading: one event loop.
// Ownership: as Answer.
// Errors:    as Answer.
#pragma once

#include <memory_resource>
#include <optional>
#include <string>

#include "aipool/fold.hpp"
#include "core/gateway/answer.h"

namespace aipool::gateway {

class UnaryAnswer final : public Answer {
 public:
  explicit UnaryAnswer(Transaction& transaction) : Answer(transaction), passed_(&transaction.call.memory()) {}

  void source(std::string_view bytes) override { passed_.append(bytes); }

  Result<void> attach(const Exchange& exchange) override;
  http::Task<Result<void>> deliver() override;
  Result<void> close() override;
  http::Task<Result<void>> complete() override;
  void reset() override;

  bool committed() const override { return false; }

 private:
  void take(const aip_event& event) override;

  const Exchange* exchange_ = nullptr;
  plugin::Answer head_;
  std::optional<sdk::Fold> fold_;  // of an answer that is converted,
  bool too_long_ = false;
  std::string body_;               // and what is made of it
  std::pmr::string passed_;        // an answer that passes through
};

}  // namespace aipool::gateway
