// SPDX-License-Identifier: MIT
#include "core/gateway/attempts.h"

#include <memory_resource>
#include <optional>
#include <vector>

#include "core/gateway/answer.h"
#include "core/gateway/attempt_clock.h"
#include "core/gateway/error_answer.h"
#include "core/gateway/estimate_exchange.h"
#include "core/gateway/conversation.h"
#include "core/gateway/judge.h"
#include "core/gateway/lease_account.h"
#include "core/http/signal.h"

namespace aipool::gateway {
namespace {

enum class Outcome : std::uint8_t { kDone, kFailed };

AttemptFault unavailable(const Error& error) {
  AttemptFault fault;
  fault.error = plugin::OwnedError::from(error);
  fault.verdict.fault = pool::Fault::kLocal;
  fault.detail = error.detail;
  return fault;
}

// A wait that the clock ended looks like a cancelled one.
AttemptFault timed_out() {
  Error error = make_error(ErrorCode::kTimeout, ErrorSource::kUpstream, "no content in time");
  error.client_text = "The upstream did not answer in time.";
  return judge_error(error, Ending::kTruncated);
}

// A client that stalls or breaks off, or an encoder that fails: nobody upstream is to blame.
AttemptFault undeliverable(const Transaction& t, const Error& error) {
  const bool gone = t.client.cancellation().cancelled() || error.code == ErrorCode::kCancelled;
  AttemptFault fault = judge_error(error, gone ? Ending::kCancelled : Ending::kError);
  fault.verdict = pool::Verdict{};
  fault.verdict.fault = gone ? pool::Fault::kClient : pool::Fault::kLocal;
  return fault;
}

// From the first byte upstream to the last byte to the client.
http::Task<Outcome> exchange_answer(Transaction& t, Exchange& exchange, Answer& answer, AttemptClock& clock,
                                    pool::Lease& lease, std::optional<AttemptFault>& fault) {
  const bool started = co_await exchange.start();
  if (!started) {
    fault = clock.expired() ? timed_out() : exchange.fault();
    co_return Outcome::kFailed;
  }
  Result<void> sent = answer.attach(exchange);
  Exchange::Progress progress = Exchange::Progress::kMore;
  http::WorkingSet working_set;
  if (t.streams()) {  // one that waits again and again
    exchange.gather(working_set);
    answer.gather(working_set);
  }
  for (unsigned turns = 1; sent && progress == Exchange::Progress::kMore; ++turns) {
    if (turns % http::kTurnsWithoutPause == 0) {
      http::Yield yield(t.loop.loop);
      co_await yield;
    }
    progress = co_await exchange.next(answer, &working_set);
    if (answer.content_seen()) {
      clock.content_arrived();
      lease.answered();
    }
    const bool ended = progress == Exchange::Progress::kEnd || progress == Exchange::Progress::kEndWithError;
    if (ended) break;  // the last of it goes out when the answer is closed: who sees its end may refer to it
    sent = co_await answer.deliver();
  }
  if (sent && progress == Exchange::Progress::kFailed) {
    fault = clock.expired() ? timed_out() : exchange.fault();
    co_return Outcome::kFailed;
  }
  if (sent) sent = answer.close();
  if (sent) {
    http::BatchEnd end(t.loop.loop);
    co_await end;
    sent = co_await answer.complete();
  }
  if (!sent) {
    fault = undeliverable(t, sent.error());
    co_return Outcome::kFailed;
  }
  t.ending = Ending::kComplete;
  if (progress == Exchange::Progress::kEndWithError) {
    fault = exchange.fault();
    t.ending = Ending::kError;
    t.fault = fault->detail;
  }
  co_return Outcome::kDone;
}

// Many hosts cannot count, which a client of another protocol has no way to know.
bool cannot_count(const Transaction& t, const AttemptFault& fault) {
  const bool converted = (t.request.flags & AIP_REQUEST_PASS) == 0;
  const int status = fault.upstream_status;
  return t.request.operation == AIP_OP_COUNT_TOKENS && converted && (status == 404 || status == 405 || status == 501);
}

// One lease, one exchange; the account learns what came of it. `fault` is made only where there is one.
http::Task<Outcome> attempt(Transaction& t, pool::Lease& lease, Answer& answer, bool last,
                            std::optional<AttemptFault>& fault) {
  const config::Timeouts& timeouts = t.snapshot->config().timeouts;
  const auto patience = last ? timeouts.last_content : timeouts.first_content;
  const Binding& binding = t.pool->bindings[lease.account().index];
  ++t.attempts;
  t.account = lease.account().uuid;
  t.call.drop_losses();  // of an attempt before

  AttemptClock clock(t.loop.loop, t.client.cancellation(), patience);
  auto exchange = open_exchange(t, binding, clock.cancellation(), patience);
  Outcome outcome = co_await exchange_answer(t, *exchange, answer, clock, lease, fault);
  if (outcome == Outcome::kFailed && cannot_count(t, *fault)) {
    answer.reset();
    t.call.drop_losses();
    exchange = std::make_unique<EstimateExchange>(t);
    outcome = co_await exchange_answer(t, *exchange, answer, clock, lease, fault);
  }
  if (t.client.cancellation().cancelled()) {
    t.call.cancel();
  } else if (outcome == Outcome::kDone && t.ending == Ending::kComplete) {
    lease.succeeded();
  } else {
    lease.failed(fault->verdict, t.loop.loop.now());
  }
  co_return outcome;
}

// An error before the first content is a status; after it, the stream says so in the protocol's way, and a stream that was
// only cut off is cut off for the client too.
http::Task<void> show_fault(Transaction& t, Answer& answer, const AttemptFault& fault) {
  t.ending = t.client.cancellation().cancelled() ? Ending::kCancelled : fault.ending;
  t.fault = fault.detail;
  co_await answer_error(t, fault.error, fault.headers, &answer);
}

}  // namespace

http::Task<void> run_attempts(Transaction& t) {
  pool::Pool& pool = *t.pool->pool;
  pool.retry_budget().deposit();
  if (t.snapshot->config().affinity.enabled) t.conversation = conversation_of(t);
  auto answer = make_answer(t);
  std::pmr::vector<std::size_t> tried(t.ruled_out.begin(), t.ruled_out.end(), &t.call.memory());
  std::optional<AttemptFault> fault;

  for (unsigned left = std::max(1u, t.snapshot->config().retry.attempts); left != 0; --left) {
    const pool::Wish wish{t.model(), tried, t.conversation};
    auto lease = co_await lease_account(t, pool, wish);
    if (!lease) {
      if (!fault) fault = unavailable(lease.error());
      break;
    }
    if (fault && !pool.retry_budget().withdraw()) break;
    tried.push_back(lease->account().index);
    const bool last = left == 1 || tried.size() == pool.accounts().size();
    if (fault) answer->reset();
    const Outcome outcome = co_await attempt(t, *lease, *answer, last, fault);
    if (outcome == Outcome::kDone) co_return;
    if (!fault->verdict.retryable || answer->committed() || t.client.cancellation().cancelled()) break;
  }
  co_await show_fault(t, *answer, *fault);
}

}  // namespace aipool::gateway
