// SPDX-License-Identifier: MIT
#include "core/gateway/attempt.h"

#include <utility>

#include "core/gateway/estimate_exchange.h"
#include "core/gateway/judge.h"
#include "core/http/signal.h"

namespace aipool::gateway {
namespace {

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

// Many hosts cannot count, which a client of another protocol has no way to know.
bool cannot_count(const Transaction& t, const AttemptFault& fault) {
  const bool converted = (t.request.flags & AIP_REQUEST_PASS) == 0;
  const int status = fault.upstream_status;
  return t.request.operation == AIP_OP_COUNT_TOKENS && converted && (status == 404 || status == 405 || status == 501);
}

AttemptOutcome outcome_of(const Transaction& t, const Rare<AttemptFault>& fault, bool late) {
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

bool has_ended(Exchange::Progress progress) {
  return progress == Exchange::Progress::kEnd || progress == Exchange::Progress::kEndWithError;
}

void note_begin(Transaction& t, const Candidate& candidate) {
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

const Binding& binding_of(Transaction& t, const Candidate& candidate) {
  note_begin(t, candidate);
  return t.pool->bindings[candidate.lease.account().index];
}

}  // namespace

Attempt::Attempt(Transaction& transaction, Candidate candidate, pool::RetryBudget& budget,
                 std::optional<pool::RetryKind> retry, AttemptClock::MayMoveOn may_move_on)
    : t_(transaction), candidate_(std::move(candidate)), bound_(t_, binding_of(t_, candidate_)),
      clock_(t_.loop.loop, t_.client.cancellation(), t_.snapshot->config().timeouts.first_content,
             t_.snapshot->config().timeouts.last_content, std::move(may_move_on)),
      budget_(budget), retry_(retry) {}

// One exchange; a second one with a renewed credential where the upstream refused the first.
http::Task<bool> Attempt::begin(Answer& answer) {
  const auto patience = t_.snapshot->config().timeouts.last_content;
  bool has_credential = co_await bound_.take(clock_, fault_);
  if (!has_credential && clock_.expired()) fault_ = timed_out();
  while (has_credential) {
    exchange_ = open_exchange(t_, *bound_, clock_.cancellation(), patience);
    const bool begun = co_await exchange(answer);
    if (begun || answer.committed() || answer.content_seen()) co_return begun;
    has_credential = co_await bound_.renew(clock_, fault_);
    // The new one may come a moment later: the account is not to blame.
    if (!has_credential && clock_.expired() && fault_->refresh) {
      fault_ = timed_out();
      fault_->verdict.rests = pool::Scope::kNone;
    }
    if (!has_credential) break;
    answer.reset();
    t_.call.drop_losses();
    fault_.reset();
  }
  if (!cannot_count(t_, *fault_)) co_return false;
  answer.reset();
  t_.call.drop_losses();
  fault_.reset();
  exchange_ = std::make_unique<EstimateExchange>(t_);
  co_return co_await exchange(answer);
}

// From the first byte upstream until there is something to show.
http::Task<bool> Attempt::exchange(Answer& answer) {
  progress_ = Exchange::Progress::kMore;
  const bool started = co_await exchange_->start();
  if (!started) co_return fail(clock_.expired() ? timed_out() : exchange_->fault());
  auto sent = answer.attach(*exchange_);
  for (unsigned turns = 1; sent && !answer.committed(); ++turns) {
    if (turns % http::kTurnsWithoutPause == 0) {
      http::Yield yield(t_.loop.loop);
      co_await yield;
    }
    progress_ = co_await exchange_->next(answer);
    if (clock_.expired() && progress_ == Exchange::Progress::kMore) {  // what came in the same moment is too late
      answer.reset();
      co_return fail(timed_out());
    }
    if (answer.content_seen()) {
      clock_.stop();
      candidate_.lease.answered();
    }
    if (has_ended(progress_)) break;
    sent = co_await answer.deliver();
    const bool failed = progress_ == Exchange::Progress::kFailed;
    if (sent && failed) co_return fail(clock_.expired() ? timed_out() : exchange_->fault());
  }
  if (!sent) co_return fail(undeliverable(t_, sent.error()));
  clock_.stop();
  co_return true;
}

// A stream is here nearly all of its life: what only its beginning or its end needs has no place in this frame.
http::Task<void> Attempt::go_on(Answer& answer) {
  http::WorkingSet working_set;
  exchange_->gather(working_set);
  answer.gather(working_set);
  for (unsigned turns = 1; progress_ == Exchange::Progress::kMore; ++turns) {
    if (turns % http::kTurnsWithoutPause == 0) {
      http::Yield yield(t_.loop.loop);
      co_await yield;
    }
    progress_ = co_await exchange_->next(answer, &working_set);
    // The last of it goes out when the answer is closed: who sees its end may refer to it.
    if (has_ended(progress_)) break;
    const auto sent = co_await answer.deliver();
    if (!sent) {
      fault_ = undeliverable(t_, sent.error());
      break;
    }
  }
}

bool Attempt::close(Answer& answer) {
  if (!fault_ && progress_ == Exchange::Progress::kFailed) fault_ = exchange_->fault();
  if (!fault_) {
    if (const auto closed = answer.close(); !closed) fault_ = undeliverable(t_, closed.error());
  }
  if (fault_) end(false);
  return !fault_;
}

bool Attempt::closed(const Result<void>& sent) {
  if (!sent) {
    fault_ = undeliverable(t_, sent.error());
    end(false);
    return false;
  }
  t_.ending = Ending::kComplete;
  if (progress_ == Exchange::Progress::kEndWithError) {
    fault_ = exchange_->fault();
    t_.ending = Ending::kError;
    t_.fault = fault_->detail;
  }
  end(t_.ending == Ending::kComplete);
  return true;
}

// The account, the budget, the log and the metrics learn what came of it.
void Attempt::end(bool well) {
  exchange_.reset();
  AttemptRecord& record = t_.history.attempts.back();
  record.ended = t_.loop.loop.now();
  record.outcome = outcome_of(t_, fault_, late());
  record.status = fault_ ? fault_->upstream_status : t_.client.status();
  record.retryable = fault_ && fault_->verdict.retryable;
  t_.loop.attempts.record(t_.call.id(), record);
  if (t_.client.cancellation().cancelled()) {
    t_.call.cancel();
    return;
  }
  if (well) {
    bound_.succeeded();
    candidate_.lease.succeeded();
  } else {
    if (fault_->verdict.permanent) report_out_of_use(t_, *bound_, *fault_);
    candidate_.lease.failed(fault_->verdict, record.ended);
  }
  if (retry_) budget_.settle(*retry_, well);
}

bool Attempt::fail(AttemptFault fault) {
  fault_ = std::move(fault);
  return false;
}

}  // namespace aipool::gateway
