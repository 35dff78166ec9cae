// SPDX-License-Identifier: MIT
//
// Circuit decides whether an account, or one model on it, may be used: closed (in use), open (a pause after
// failures), half open (the pause is over, and exactly one lease goes through and decides).
//
// Flow:      enter() with each lease; leave(), succeed() or fail() with its Pass when it ends; expire() when time
//            passes.
// Threading: guarded by the pool's lock.
// Ownership: plain values.
// Errors:    none. What a lease from before the latest change says is stale: it neither closes nor opens anything.
// Units:     steady-clock time points; milliseconds.
#pragma once

#include <cstdint>

#include "core/pool/health.h"
#include "core/pool/rules.h"
#include "core/pool/time_point.h"
#include "core/pool/verdict.h"

namespace aipool::pool {

class Circuit {
 public:
  enum class State : std::uint8_t { kClosed, kOpen, kHalfOpen };
  // What a lease remembers of the circuit that it passed.
  struct Pass {
    std::uint64_t epoch = 0;
    bool probe = false;
  };

  Circuit() = default;
  // Of a model: its passes differ from those of one before it that was forgotten.
  explicit Circuit(std::uint64_t first_epoch) : epoch_(first_epoch) {}

  bool admits() const { return state_ == State::kClosed || (state_ == State::kHalfOpen && !probe_out_); }
  bool rests(TimePoint now) const { return state_ == State::kOpen && until_ > now; }
  bool probe_out() const { return probe_out_; }
  State state() const { return state_; }
  TimePoint until() const { return until_; }
  bool rate_limited() const { return rate_limited_; }
  std::uint32_t failures() const { return failures_; }
  Health health() const;

  // Of a lease that began before there was a circuit: it counts while the circuit is closed.
  Pass pass_of_before() const { return {state_ == State::kClosed ? epoch_ : ~std::uint64_t{0}, false}; }
  Pass enter();           // REQUIRES: admits()
  void leave(Pass pass);  // nothing was learned
  void succeed(Pass pass, TimePoint now);
  // `jitter`: 0 to 99. `last_one`: no other account is left, so it is probed instead of shut out for a server
  // fault.
  void fail(Pass pass, const Verdict& verdict, const Rules& rules, unsigned jitter, bool last_one, TimePoint now);
  void close();                // by the operator
  bool expire(TimePoint now);  // true: it was open, and now is half open

  // As it was before a restart, or in the pool before: nothing is out on a probe.
  static Circuit restored(State state, std::uint32_t failures, TimePoint until, bool rate_limited);
  Circuit with_epoch(std::uint64_t epoch) const {
    Circuit circuit = *this;
    circuit.epoch_ = epoch;
    return circuit;
  }
  Circuit without_probe() const { return restored(state_, failures_, until_, rate_limited_); }
  bool is_as_new() const { return state_ == State::kClosed && failures_ == 0; }

 private:
  static constexpr std::chrono::seconds kWindow{30};
  static constexpr std::uint32_t kWindowLeast = 5;  // answers, of which more than half are faults

  std::chrono::milliseconds pause_for(const Verdict& verdict, const Rules& rules, unsigned jitter) const;
  void count(bool failed, TimePoint now);
  bool trips(const Verdict& verdict, const Rules& rules) const;
  void become(State state);

  State state_ = State::kClosed;
  bool probe_out_ = false;
  bool rate_limited_ = false;
  std::uint64_t epoch_ = 0;     // one more at each change of state
  std::uint32_t failures_ = 0;  // in a row
  std::uint32_t answers_ = 0;   // within the window,
  std::uint32_t faults_ = 0;    // and how many of them were faults
  TimePoint window_start_{};
  TimePoint until_{};
};

}  // namespace aipool::pool
