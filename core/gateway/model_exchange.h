// SPDX-License-Identifier: MIT
//
// ModelExchange shows a model of an upstream that cannot be asked for it: what its list says is all that is known.
//
// Flow:      start() looks it up in the pool's list; next() gives the model and the end.
// Threading: one event loop.
// Ownership: as Exchange.
// Errors:    a model that the list does not have.
#pragma once

#include "core/gateway/exchange.h"
#include "core/gateway/model_list.h"

namespace aipool::gateway {

class ModelExchange final : public Exchange {
 public:
  explicit ModelExchange(Transaction& transaction) : t_(transaction), never_(transaction.loop.loop) {}

  http::Task<bool> start() override;

 private:
  Progress pull(AnswerSink& sink) override;
  http::Signal::Wait arrival() override { return never_.wait(http::kNoDeadline, nullptr); }
  Progress give_up(http::WaitOutcome, AnswerSink&) override { return Progress::kFailed; }

  Transaction& t_;
  Model model_;
  http::Signal never_;  // nothing is waited for
};

}  // namespace aipool::gateway
