// SPDX-License-Identifier: MIT
//
// Credential is what one document gives to all requests of this process: found, renewed ahead of its expiry, and by
// one run at a time, whoever asks.
//
// Flow:      an attempt asks usable(), and waits in get() where that has nothing; an upstream that refuses it leads
//            to renew(). A run of the machine answers all who wait.
// Threading: every public method is safe from any thread. Runs are on the background loop; waiters are woken
//            through the mailbox of their own.
// Ownership: shared by the accounts that name the document; a run keeps it alive. The background loop outlives it.
// Errors:    of get() and renew(): kAuth and kPermission hold until the document changes or reset(); for others
//            there is a pause, which grows. retry_after says when another question makes sense. The detail is for
//            logs.
// Units:     Unix milliseconds for expiry, steady-clock time points for pauses.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/mutex.h"
#include "core/base/result.h"
#include "core/gateway/auth_run.h"
#include "core/gateway/auth_site.h"
#include "core/http/background_loop.h"
#include "core/http/cancellation.h"
#include "core/http/event_loop.h"
#include "core/http/task.h"
#include "core/plugin/account_handle.h"
#include "core/pool/document.h"

namespace aipool::gateway {

class Credential : public std::enable_shared_from_this<Credential> {
 public:
  static constexpr std::chrono::milliseconds kLookAtDocument{5'000};  // at most that often, while a failure holds
  static constexpr std::chrono::milliseconds kPauseShortest{2'000};
  static constexpr std::chrono::milliseconds kPauseLongest{300'000};
  static constexpr std::chrono::milliseconds kRenewedLately{30'000};  // and never accepted since: renewing is no cure
  static constexpr std::chrono::milliseconds kAheadMost{300'000};

  struct Token {
    std::vector<plugin::AccountHandle::Option> fields;
    std::int64_t expires_unix_ms = 0;  // 0: never
    std::uint64_t version = 0;
  };
  using Shared = std::shared_ptr<const Token>;

  using UnixClock = std::int64_t (*)();

  Credential(http::BackgroundLoop& background, Logger& logger, UnixClock unix_now = unix_milliseconds)
      : background_(background), logger_(logger), unix_now_(unix_now) {}

  // What later runs work with; a run that is under way ends with what it began with.
  void adopt(std::shared_ptr<const AuthSite> site, std::shared_ptr<const plugin::AccountHandle> account)
      AIPOOL_EXCLUDES(mutex_);
  // Finds it before anybody asks, so that the log says early what is missing.
  void warm() AIPOOL_EXCLUDES(mutex_);

  // What is good now, or nothing. Has it renewed in the background when its end is near.
  Shared usable() AIPOOL_EXCLUDES(mutex_);
  http::Task<Result<Shared>> get(http::EventLoop& loop, http::Cancellation& cancellation);
  // An upstream has refused that version: gives a later one.
  http::Task<Result<Shared>> renew(http::EventLoop& loop, http::Cancellation& cancellation, std::uint64_t version);
  // An upstream has taken that version: a later refusal is news.
  void accepted(std::uint64_t version) noexcept {
    if (proven_version_.load(std::memory_order_relaxed) != version) proven_version_ = version;
  }
  // An operator has acted: a failure holds no longer.
  void reset() AIPOOL_EXCLUDES(mutex_);

 private:
  struct Waiter;
  class Waiting;
  using TimePoint = std::chrono::steady_clock::time_point;

  // A token, an error, or neither: a run is under way.
  struct Look {
    Shared token;
    std::optional<Error> error;
  };
  Look look() AIPOOL_REQUIRES(mutex_);
  bool is_good(std::int64_t unix_ms) const AIPOOL_REQUIRES(mutex_);
  void start_run() AIPOOL_REQUIRES(mutex_);
  static http::Task<void> run(std::shared_ptr<Credential> self);  // which it keeps alive
  http::Task<void> run_once();
  void finish(const AuthSite& site, const pool::DocumentStamp& stamp, Result<AuthCredential> outcome)
      AIPOOL_EXCLUDES(mutex_);
  void accept(AuthCredential credential) AIPOOL_REQUIRES(mutex_);
  void pause_after(const Error& error, const pool::DocumentStamp& stamp) AIPOOL_REQUIRES(mutex_);
  void wake_all() AIPOOL_EXCLUDES(mutex_);
  void hold() AIPOOL_EXCLUDES(mutex_);
  void warn_of_mode(const AuthSite& site);
  void report(const AuthSite& site, const Result<AuthCredential>& outcome) const;

  http::BackgroundLoop& background_;
  Logger& logger_;
  const UnixClock unix_now_;
  std::atomic<bool> warned_of_mode_{false};
  std::atomic<std::uint64_t> proven_version_{0};

  Mutex mutex_;
  std::shared_ptr<const AuthSite> site_ AIPOOL_GUARDED_BY(mutex_);
  std::shared_ptr<const plugin::AccountHandle> account_ AIPOOL_GUARDED_BY(mutex_);
  Shared token_ AIPOOL_GUARDED_BY(mutex_);
  std::uint64_t last_version_ AIPOOL_GUARDED_BY(mutex_) = 0;
  std::int64_t good_until_ms_ AIPOOL_GUARDED_BY(mutex_) = 0;  // of token_
  std::int64_t renew_from_ms_ AIPOOL_GUARDED_BY(mutex_) = 0;
  bool refused_ AIPOOL_GUARDED_BY(mutex_) = false;            // token_, by its upstream
  std::uint64_t cure_version_ AIPOOL_GUARDED_BY(mutex_) = 0;  // that came of a refusal
  TimePoint cured_at_ AIPOOL_GUARDED_BY(mutex_){};
  bool running_ AIPOOL_GUARDED_BY(mutex_) = false;
  std::optional<Error> failure_ AIPOOL_GUARDED_BY(mutex_);  // of the last run
  // A failure holds as long as the document is this.
  std::optional<pool::DocumentStamp> failed_with_ AIPOOL_GUARDED_BY(mutex_);
  unsigned failures_ AIPOOL_GUARDED_BY(mutex_) = 0;
  TimePoint next_try_ AIPOOL_GUARDED_BY(mutex_){};
  std::vector<std::shared_ptr<Waiter>> waiters_ AIPOOL_GUARDED_BY(mutex_);
};

}  // namespace aipool::gateway
