// SPDX-License-Identifier: MIT
#include "core/gateway/attempts.h"

#include <functional>
#include <memory>
#include <optional>

#include "core/gateway/answer.h"
#include "core/gateway/attempt_binding.h"
#include "core/gateway/attempt_clock.h"
#include "core/gateway/candidates.h"
#include "core/gateway/conversation.h"
#include "core/gateway/error_answer.h"
#include "core/gateway/estimate_exchange.h"
#include "core/gateway/judge.h"
#include "core/gateway/retry_pause.h"
#include "core/http/signal.h"

namespace aipool::gateway {
namespace {

enum class Outcome : std::uint8_t { kDone, kFailed };

// What the attempts of one request share.
struct Walk {
  explicit Walk(Transaction& t)
      : candidates(t), budget(t.pool->pool->retry_budget()),
        left(std::max(1u, t.snapshot->config().retry.attempts)) {}

  Candidates candidates;
  pool::RetryBudget& budget;  // of the pool that the request was sent to first, wherever a retry goes
  unsigned left;              // attempts
  std::optional<Candidate> next;
  std::optional<AttemptFault> fault;  // of the attempt before
  std::optional<pool::RetryKind> retry;  // as which the budget has paid for the attempt
  bool late = false;                  // the attempt before was ended by its clock, and may have been as good
  bool leaves = false;                // it was ended for another one, for which the budget has paid
};

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
    if (clock.expired() && progress == Exchange::Progress::kMore) {  // what came in the same moment is too late
      answer.reset();
      fault = timed_out();
      co_return Outcome::kFailed;
    }
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

AttemptOutcome outcome_of(const Transaction& t, const std::optional<AttemptFault>& fault, bool late) {
  if (t.client.cancellation().cancelled()) return AttemptOutcome::kCancelled;
  if (!fault) return AttemptOutcome::kComplete;
  if (late) return AttemptOutcome::kLate;
  switch (fault->verdict.fault) {
    case pool::Fault::kClient: return AttemptOutcome::kClientFault;
    case pool::Fault::kCredential: return AttemptOutcome::kCredentialFault;
    case pool::Fault::kModel: return AttemptOutcome::kModelFault;
    case pool::Fault::kLocal:
    case pool::Fault::kNone: return AttemptOutcome::kLocalFault;
    case pool::Fault::kUpstream: break;
  }
  return fault->verdict.rate_limited ? AttemptOutcome::kRateLimited : AttemptOutcome::kUpstreamFault;
}

void begin_attempt(Transaction& t, const Candidate& candidate) {
  t.pool = candidate.pool;
  t.request.upstream_model = plugin::bytes(candidate.model);
  t.account = candidate.lease.account().uuid;
  // Of an attempt before:
  t.call.drop_losses();
  t.usage.reset();
  t.first_content = {};
  t.content_bytes = t.passed_pieces = 0;
  AttemptRecord record;
  record.provider = candidate.pool->provider->id();
  record.account = t.account;
  record.model = candidate.model;
  record.started = t.loop.loop.now();
  t.history.attempts.push_back(record);
}

// The account, the budget, the log and the metrics learn what came of it.
void end_attempt(Transaction& t, Walk& walk, Candidate& candidate, const AttemptBinding& bound, Outcome outcome, bool late) {
  const std::optional<AttemptFault>& fault = walk.fault;
  AttemptRecord& record = t.history.attempts.back();
  record.ended = t.loop.loop.now();
  record.outcome = outcome_of(t, fault, late);
  record.status = fault ? fault->upstream_status : t.client.status();
  record.retryable = fault && fault->verdict.retryable;
  t.loop.attempts.record(t.call.id(), record);
  if (t.client.cancellation().cancelled()) {
    t.call.cancel();
    return;
  }
  const bool well = outcome == Outcome::kDone && t.ending == Ending::kComplete;
  if (well) {
    bound.succeeded();
    candidate.lease.succeeded();
  } else {
    if (fault->verdict.permanent) report_out_of_use(t, *bound, *fault);
    candidate.lease.failed(fault->verdict, record.ended);
  }
  if (walk.retry) walk.budget.settle(*walk.retry, well);
  walk.late = late;
}

// The attempt is slow: whether to leave it for another candidate, which is then leased.
bool leave_for_another(Walk& walk, const Answer& answer) {
  if (walk.left == 0 || answer.committed() || !walk.budget.withdraw(pool::RetryKind::kAfterLate)) return false;
  walk.candidates.lease(walk.next);
  const bool unknown = !walk.next && walk.candidates.plan_takes_time();  // it will turn out
  if (!walk.next && !unknown) {
    walk.candidates.plan_at_once();
    walk.candidates.lease(walk.next);
  }
  walk.leaves = unknown || walk.next;
  if (!walk.leaves) walk.budget.give_back();
  return walk.leaves;
}

// One lease, one exchange; a second one with a renewed credential where the upstream refused the first.
http::Task<Outcome> exchange_with(Transaction& t, Walk& walk, Answer& answer, AttemptBinding& bound, AttemptClock& clock,
                                  pool::Lease& lease) {
  const auto patience = t.snapshot->config().timeouts.last_content;
  std::unique_ptr<Exchange> exchange;
  Outcome outcome = Outcome::kFailed;
  bool has_credential = co_await bound.take(clock, walk.fault);
  if (!has_credential && clock.expired()) walk.fault = timed_out();
  while (has_credential) {
    exchange = open_exchange(t, *bound, clock.cancellation(), patience);
    outcome = co_await exchange_answer(t, *exchange, answer, clock, lease, walk.fault);
    if (outcome == Outcome::kDone || answer.committed() || answer.content_seen()) co_return outcome;
    has_credential = co_await bound.renew(clock, walk.fault);
    if (!has_credential && clock.expired() && walk.fault->refresh) {  // the new one may come a moment later: the account is not to blame
      walk.fault = timed_out();
      walk.fault->verdict.rests = pool::Scope::kNone;
    }
    if (!has_credential) break;
    answer.reset();
    t.call.drop_losses();
    walk.fault.reset();
  }
  if (!cannot_count(t, *walk.fault)) co_return outcome;
  answer.reset();
  t.call.drop_losses();
  walk.fault.reset();
  exchange = std::make_unique<EstimateExchange>(t);
  co_return co_await exchange_answer(t, *exchange, answer, clock, lease, walk.fault);
}

// walk.fault is made only where there is one.
http::Task<Outcome> attempt(Transaction& t, Walk& walk, Answer& answer) {
  Candidate candidate = std::move(*walk.next);
  walk.next.reset();
  walk.fault.reset();
  walk.leaves = false;
  --walk.left;
  begin_attempt(t, candidate);
  const config::Timeouts& timeouts = t.snapshot->config().timeouts;
  AttemptBinding bound(t, t.pool->bindings[candidate.lease.account().index]);
  AttemptClock clock(t.loop.loop, t.client.cancellation(), timeouts.first_content, timeouts.last_content,
                     [&] { return leave_for_another(walk, answer); });
  const Outcome outcome = co_await exchange_with(t, walk, answer, bound, clock, candidate.lease);
  end_attempt(t, walk, candidate, bound, outcome, clock.expired());
  co_return outcome;
}

// What has taken effect although its answer was lost takes effect only once.
bool may_be_sent_twice(aip_enum operation) {
  return operation != AIP_OP_DELETE_RESPONSE && operation != AIP_OP_CANCEL_RESPONSE;
}

// Nobody else can answer: the one that failed is asked once more, if its fault may be over by then.
http::Task<void> try_again(Transaction& t, Walk& walk) {
  const auto retry = static_cast<unsigned>(t.history.attempts.size());
  const auto pause = pause_before_retry(*walk.fault, retry, std::hash<std::string_view>()(t.call.id()));
  if (!pause || !may_be_sent_twice(t.request.operation)) co_return;
  const auto patience = t.started + t.snapshot->config().timeouts.last_content;
  if (t.loop.loop.now() + *pause >= patience) co_return;
  if (!walk.budget.withdraw(pool::RetryKind::kSameAgain)) co_return;
  walk.retry = pool::RetryKind::kSameAgain;
  const std::chrono::milliseconds delay = *pause;
  const auto slept = co_await http::sleep_for(t.loop.loop, delay, &t.client.cancellation());
  if (slept) {  // the client is still there
    walk.candidates.start_over();
    walk.candidates.lease(walk.next);
  }
  if (!walk.next) walk.budget.give_back();
}

// Sets walk.next where a failed attempt may be followed by another one.
http::Task<void> find_next(Transaction& t, Walk& walk) {
  walk.retry = walk.leaves ? pool::RetryKind::kAfterLate : pool::RetryKind::kElsewhere;
  if (walk.next) co_return;  // leave_for_another() has found it, and paid
  if (walk.left == 0 || (walk.late && !walk.leaves)) co_return;
  walk.candidates.lease(walk.next);
  if (!walk.next) {
    co_await walk.candidates.plan();
    walk.candidates.lease(walk.next);
  }
  if (walk.leaves) {
    if (!walk.next) walk.budget.give_back();
  } else if (!walk.next && walk.candidates.alone()) {
    co_await try_again(t, walk);
  } else if (walk.next && !walk.budget.withdraw(*walk.retry)) {
    walk.next.reset();
  }
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
  if (t.snapshot->config().affinity.enabled) t.conversation = conversation_of(t);
  Walk walk(t);
  walk.budget.deposit();
  auto answer = make_answer(t);
  walk.candidates.lease(walk.next);
  if (!walk.next) {
    co_await walk.candidates.plan();
    walk.candidates.lease(walk.next);
  }
  if (!walk.next) co_await walk.candidates.wait(walk.next);
  if (!walk.next) walk.fault = unavailable(walk.candidates.shortage());
  while (walk.next) {
    if (walk.fault) answer->reset();
    const Outcome outcome = co_await attempt(t, walk, *answer);
    if (outcome == Outcome::kDone) co_return;
    if (!walk.fault->verdict.retryable || answer->committed() || t.client.cancellation().cancelled()) break;
    co_await find_next(t, walk);
  }
  co_await show_fault(t, *answer, *walk.fault);
}

}  // namespace aipool::gateway
