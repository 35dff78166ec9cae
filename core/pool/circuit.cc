// SPDX-License-Identifier: MIT
#include "core/pool/circuit.h"

#include <algorithm>

namespace aipool::pool {
namespace {

// A pause that was asked for, and a credential or model fault, need no second proof.
bool rests_at_once(const Verdict& verdict) {
  return verdict.retry_after || verdict.rate_limited || verdict.fault != Fault::kUpstream;
}

}  // namespace

Health Circuit::health() const {
  switch (state_) {
    case State::kClosed:
      return Health::kHealthy;
    case State::kOpen:
      return rate_limited_ ? Health::kResting : Health::kUnhealthy;
    case State::kHalfOpen:
      return Health::kProbing;
  }
  return Health::kHealthy;
}

Circuit::Pass Circuit::enter() {
  const bool probe = state_ == State::kHalfOpen;
  probe_out_ = probe;
  return {epoch_, probe};
}

void Circuit::leave(Pass pass) {
  if (pass.probe && pass.epoch == epoch_) probe_out_ = false;
}

void Circuit::succeed(Pass pass, TimePoint now) {
  if (pass.epoch != epoch_) return;
  if (state_ == State::kHalfOpen) {
    become(State::kClosed);
    answers_ = faults_ = 0;
  }
  failures_ = 0;
  count(false, now);
}

void Circuit::fail(Pass pass, const Verdict& verdict, const Rules& rules, unsigned jitter, bool last_one,
                   TimePoint now) {
  if (pass.epoch != epoch_) {
    // One of several that were under way when it opened. It may know better when the pause ends, and nothing else.
    if (state_ != State::kOpen || until_ <= now || !verdict.retry_after) return;
    until_ =
        std::max(until_, now + std::clamp(*verdict.retry_after, std::chrono::milliseconds{0}, rules.longest_stated));
    return;
  }
  ++failures_;
  count(true, now);
  if (state_ == State::kClosed && !trips(verdict, rules)) return;
  rate_limited_ = verdict.rate_limited;
  const bool shut_out = !last_one || verdict.rate_limited || verdict.fault != Fault::kUpstream;
  until_ = shut_out ? now + pause_for(verdict, rules, jitter) : now;
  become(shut_out ? State::kOpen : State::kHalfOpen);
}

void Circuit::close() {
  become(State::kClosed);
  failures_ = answers_ = faults_ = 0;
}

bool Circuit::expire(TimePoint now) {
  if (state_ != State::kOpen || until_ > now) return false;
  become(State::kHalfOpen);
  return true;
}

Circuit Circuit::restored(State state, std::uint32_t failures, TimePoint until, bool rate_limited) {
  Circuit circuit;
  circuit.state_ = state;
  circuit.failures_ = failures;
  circuit.until_ = until;
  circuit.rate_limited_ = rate_limited;
  return circuit;
}

std::chrono::milliseconds Circuit::pause_for(const Verdict& verdict, const Rules& rules, unsigned jitter) const {
  if (verdict.retry_after) {
    return std::clamp(*verdict.retry_after, std::chrono::milliseconds{0}, rules.longest_stated);
  }
  // The failures that were let pass double nothing.
  const std::uint32_t free = rests_at_once(verdict) ? 1 : std::min(failures_, rules.max_error_count);
  const std::uint32_t doublings = std::min(failures_ > free ? failures_ - free : 0, 16u);
  const auto pause = std::min(rules.shortest_rest * (std::int64_t{1} << doublings), rules.longest_rest);
  return pause + pause * (jitter * rules.jitter_percent) / 10'000;
}

void Circuit::count(bool failed, TimePoint now) {
  if (now - window_start_ > kWindow) {
    window_start_ = now;
    answers_ = faults_ = 0;
  }
  ++answers_;
  if (failed) ++faults_;
}

bool Circuit::trips(const Verdict& verdict, const Rules& rules) const {
  if (rests_at_once(verdict) || failures_ >= rules.max_error_count) return true;
  return answers_ >= kWindowLeast && faults_ >= rules.max_error_count && faults_ * 2 > answers_;
}

void Circuit::become(State state) {
  state_ = state;
  probe_out_ = false;
  ++epoch_;
}

}  // namespace aipool::pool
