// SPDX-License-Identifier: MIT
//
// StepExchange is an attempt that the provider drives itself: the host runs the exchanges and timers that it asks for.
//
// Flow:      each next() feeds the inputs that have come in since (start, timers, pieces of upstream answers) to the plugin's
//            step(), whose events go to the sink.
// Threading: one event loop.
// Ownership: upstream exchanges run as tasks of the loop over a shared inbox, so that they may outlive the attempt for the
//            moment that their cancellation takes.
// Errors:    as Exchange; a plugin that waits for nothing and has not ended is a truncated answer.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/gateway/exchange.h"
#include "core/http/signal.h"
#include "core/http/timer.h"
#include "core/plugin/provider.h"

namespace aipool::gateway {

class StepExchange final : public Exchange {
 public:
  StepExchange(Transaction& transaction, const Binding& binding, http::Cancellation& cancellation);
  ~StepExchange() override;

  http::Task<bool> start() override;

 private:
  struct Input;
  struct Inbox;
  struct UpstreamCall;
  class StepSink;

  static http::Task<void> run_upstream(std::shared_ptr<Inbox> inbox, http::ClientPool& upstreams, UpstreamCall call);
  void begin_upstream(const aip_http& request);
  void begin_timer(std::uint32_t id, std::chrono::milliseconds delay);
  Progress pull(AnswerSink& sink) override;
  http::Signal::Wait arrival() override;
  Progress give_up(http::WaitOutcome outcome, AnswerSink& sink) override;
  Progress feed(const Input& input, AnswerSink& sink);
  Progress fail(AttemptFault fault);

  Transaction& t_;
  const Binding& binding_;
  http::Cancellation& cancellation_;
  std::optional<plugin::StepCall> call_;
  std::shared_ptr<Inbox> inbox_;
  std::vector<std::unique_ptr<http::Timer>> timers_;
};

}  // namespace aipool::gateway
