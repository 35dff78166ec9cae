// SPDX-License-Identifier: MIT
#include "core/gateway/attempts.h"

#include <functional>
#include <memory>
#include <optional>

#include "core/gateway/conversation.h"
#include "core/gateway/error_answer.h"
#include "core/gateway/judge.h"
#include "core/gateway/retry_pause.h"
#include "core/http/signal.h"

namespace aipool::gateway {
namespace {

// What the attempts of one request share.
struct Walk {
  explicit Walk(Transaction& t)
      : candidates(t), budget(t.pool->pool->retry_budget()),
        left(std::max(1u, t.snapshot->config().retry.attempts)) {}

  Candidates candidates;
  pool::RetryBudget& budget;  // of the pool that the request was sent to first, wherever a retry goes
  unsigned left;              // attempts
  std::optional<Candidate> next;
  Rare<AttemptFault> fault;  // of the attempt before
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

void begin_attempt(Transaction& t, Walk& walk, OpenAnswer& open) {
  if (walk.fault) open.answer->reset();
  Candidate candidate = std::move(*walk.next);
  walk.next.reset();
  walk.fault.reset();
  walk.leaves = false;
  --walk.left;
  const Answer& answer = *open.answer;
  const auto may_leave = [&walk, &answer] { return leave_for_another(walk, answer); };
  open.attempt = std::make_unique<Attempt>(t, std::move(candidate), walk.budget, walk.retry, may_leave);
}

void end_attempt(Walk& walk, OpenAnswer& open) {
  open.attempt->failed();
  walk.fault = std::move(open.attempt->fault());
  walk.late = open.attempt->late();
  open.attempt.reset();
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

http::Task<void> run_attempts(Transaction& t, OpenAnswer& open) {
  if (t.snapshot->config().affinity.enabled) t.conversation = conversation_of(t);
  Walk walk(t);
  walk.budget.deposit();
  open.answer = make_answer(t);
  walk.candidates.lease(walk.next);
  if (!walk.next) {
    co_await walk.candidates.plan();
    walk.candidates.lease(walk.next);
  }
  if (!walk.next) co_await walk.candidates.wait(walk.next);
  if (!walk.next) walk.fault = unavailable(walk.candidates.shortage());
  while (walk.next) {
    begin_attempt(t, walk, open);
    const bool begun = co_await open.attempt->begin(*open.answer);
    if (begun) co_return;
    end_attempt(walk, open);
    if (!walk.fault->verdict.retryable || open.answer->committed() || t.client.cancellation().cancelled()) break;
    co_await find_next(t, walk);
  }
  co_await show_fault(t, *open.answer, *walk.fault);
}

http::Task<void> close_answer(Transaction& t, OpenAnswer& open) {
  bool done = open.attempt->close(*open.answer);
  if (done) {
    http::BatchEnd end(t.loop.loop);
    co_await end;
    const auto sent = co_await open.answer->complete();
    done = open.attempt->closed(sent);
  }
  if (!done) co_await show_fault(t, *open.answer, open.attempt->fault());
}

}  // namespace aipool::gateway
