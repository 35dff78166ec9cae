// SPDX-License-Identifier: MIT
//
// EstimateExchange counts the tokens of a request where the upstream cannot be asked, or does not know how: about one for
// four bytes of text. The answer is marked as an estimate.
//
// Flow:      start() decodes the request; next() gives the count and the end.
// Threading: one event loop.
// Ownership: as Exchange.
// Errors:    those of decode_request().
// Units:     tokens.
#pragma once

#include <cstdint>

#include "core/gateway/exchange.h"

namespace aipool::gateway {

// Texts, names, arguments and schemas, some for each turn and tool, and a usual amount for each image and document.
std::uint64_t estimated_tokens(const aip_request& request);

class EstimateExchange final : public Exchange {
 public:
  explicit EstimateExchange(Transaction& transaction) : t_(transaction), never_(transaction.loop.loop) {}

  http::Task<bool> start() override;

 private:
  Progress pull(AnswerSink& sink) override;
  http::Signal::Wait arrival() override { return never_.wait(http::kNoDeadline, nullptr); }
  Progress give_up(http::WaitOutcome, AnswerSink&) override { return Progress::kFailed; }

  Transaction& t_;
  http::Signal never_;  // nothing is waited for
};

}  // namespace aipool::gateway
