// SPDX-License-Identifier: MIT
//
// Attempt is one use of one account for a request: its lease, credential, clock and exchange. It has two parts. In the
// first one another account may still take its place; the second one only passes on, and needs nothing of what decided.
//
// Flow:      begin() until there is something to show, go_on() to the end of a stream, close(); or failed().
// Threading: one event loop.
// Ownership: lies on the heap, so that nothing of the first part is kept for the second; goes before its Answer.
// Errors:    fault() says why begin(), close() or closed() was false.
#pragma once

#include <memory>
#include <optional>

#include "core/base/rare.h"
#include "core/gateway/answer.h"
#include "core/gateway/attempt_binding.h"
#include "core/gateway/attempt_clock.h"
#include "core/gateway/candidates.h"
#include "core/http/frame_pool.h"

namespace aipool::gateway {

class Attempt final : public http::frame_pool::Recycled {
 public:
  // `retry`: as which the budget has paid for it.
  Attempt(Transaction& transaction, Candidate candidate, pool::RetryBudget& budget,
          std::optional<pool::RetryKind> retry, AttemptClock::MayMoveOn may_move_on);
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

  // True: the answer goes out, or is whole, and nobody can take this one's place any more.
  http::Task<bool> begin(Answer& answer);
  // Passes on what is left of an answer that has begun to go out. REQUIRES: goes_on().
  http::Task<void> go_on(Answer& answer);
  bool goes_on() const { return progress_ == Exchange::Progress::kMore; }
  // The end. True: what the answer's complete() gives is for closed(), which is true where the client has all of it.
  bool close(Answer& answer);
  bool closed(const Result<void>& sent);
  // Another end: begin() was false.
  void failed() { end(false); }

  AttemptFault& fault() { return *fault_; }
  bool late() const { return clock_.expired(); }  // ended by its clock; it may have been as good as another

 private:
  http::Task<bool> exchange(Answer& answer);
  void end(bool well);
  bool fail(AttemptFault fault);

  Transaction& t_;
  Candidate candidate_;
  AttemptBinding bound_;
  AttemptClock clock_;
  std::unique_ptr<Exchange> exchange_;
  Rare<AttemptFault> fault_;
  pool::RetryBudget& budget_;
  const std::optional<pool::RetryKind> retry_;
  Exchange::Progress progress_ = Exchange::Progress::kMore;
};

// An answer that somebody gives.
struct OpenAnswer {
  std::unique_ptr<Answer> answer;
  std::unique_ptr<Attempt> attempt;  // none: nobody does
};

}  // namespace aipool::gateway
