// SPDX-License-Identifier: MIT
#include "core/gateway/credential.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "core/base/ids.h"
#include "core/http/signal.h"

namespace aipool::gateway {
namespace {

constexpr std::chrono::milliseconds kWaitMost{120'000};  // a run ends before that
constexpr std::int64_t kGoodForOnceMs = 1'000;           // what was just obtained is tried, whatever its expiry says

std::chrono::steady_clock::time_point steady_now() { return std::chrono::steady_clock::now(); }

// Between 0 and 1, so that servers and accounts do not act at the same moment.
double jitter() {
  std::array<std::byte, 2> random{};
  fill_random(random);
  return (static_cast<double>(random[0]) * 256 + static_cast<double>(random[1])) / 65'536;
}

std::chrono::milliseconds between_half_and(std::chrono::milliseconds whole) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(whole.count()) * (1 - jitter() / 2)));
}

bool needs_operator(const Error& error) {
  return error.code == ErrorCode::kAuth || error.code == ErrorCode::kPermission;
}

}  // namespace

// One who waits. The signal is its coroutine's, and touched on its loop alone.
struct Credential::Waiter {
  Waiter(http::EventLoop& event_loop, http::Signal& awaited) : loop(event_loop.mailbox()), signal(&awaited) {}

  const std::shared_ptr<http::Mailbox> loop;
  http::Signal* signal;  // NULL: it waits no longer
};

// However its coroutine ends, nobody touches the signal afterwards.
class Credential::Waiting {
 public:
  explicit Waiting(http::EventLoop& loop) : signal(loop), waiter(std::make_shared<Waiter>(loop, signal)) {}
  ~Waiting() { waiter->signal = nullptr; }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  http::Signal signal;
  const std::shared_ptr<Waiter> waiter;
};

void Credential::adopt(std::shared_ptr<const AuthSite> site, std::shared_ptr<const plugin::AccountHandle> account) {
  const Lock lock(mutex_);
  site_ = std::move(site);
  account_ = std::move(account);
}

void Credential::warm() {
  const Lock lock(mutex_);
  if (!token_ && !failure_ && !running_) start_run();
}

void Credential::reset() {
  const Lock lock(mutex_);
  failure_.reset();
  failed_with_.reset();
  failures_ = 0;
  next_try_ = {};
}

bool Credential::is_good(std::int64_t unix_ms) const {
  return token_ != nullptr && !refused_ && (token_->expires_unix_ms == 0 || unix_ms < good_until_ms_);
}

Credential::Shared Credential::usable() {
  const std::int64_t now = unix_now_();
  const Lock lock(mutex_);
  if (!is_good(now)) return nullptr;
  const bool near_its_end = token_->expires_unix_ms != 0 && now >= renew_from_ms_;
  if (near_its_end && !running_ && steady_now() >= next_try_) start_run();
  return token_;
}

Credential::Look Credential::look() {
  Look found;
  if (is_good(unix_now_())) {
    found.token = token_;
    return found;
  }
  if (running_) return found;
  const TimePoint now = steady_now();
  if (failure_ && now < next_try_) {
    found.error = failure_;
    found.error->retry_after = std::chrono::duration_cast<std::chrono::milliseconds>(next_try_ - now);
    return found;
  }
  start_run();
  return found;
}

http::Task<Result<Credential::Shared>> Credential::get(http::EventLoop& loop, http::Cancellation& cancellation) {
  const http::TimePoint deadline = loop.after(kWaitMost);
  Waiting waiting(loop);
  for (;;) {
    {
      const Lock lock(mutex_);
      Look found = look();
      if (found.token) co_return found.token;
      if (found.error) co_return *std::move(found.error);
      waiters_.push_back(waiting.waiter);
    }
    const http::WaitOutcome outcome = co_await waiting.signal.wait(deadline, &cancellation);
    if (outcome != http::WaitOutcome::kSignalled) {
      co_return http::wait_error(outcome, ErrorSource::kUpstream, "the account's credential");
    }
  }
}

http::Task<Result<Credential::Shared>> Credential::renew(http::EventLoop& loop, http::Cancellation& cancellation,
                                                         std::uint64_t version) {
  {
    const Lock lock(mutex_);
    if (token_ && token_->version == version) {
      if (version == cure_version_ && version != proven_version_ && steady_now() - cured_at_ < kRenewedLately) {
        co_return make_error(ErrorCode::kAuth, ErrorSource::kUpstream, "the credential was refused although it is new");
      }
      if (!refused_ && !failed_with_) next_try_ = {};
      refused_ = true;
    }
  }
  co_return co_await get(loop, cancellation);
}

void Credential::start_run() {
  running_ = true;
  background_.start([self = shared_from_this()] { return run(self); });
}

http::Task<void> Credential::run(std::shared_ptr<Credential> self) { co_await self->run_once(); }

http::Task<void> Credential::run_once() {
  std::shared_ptr<const AuthSite> site;
  std::shared_ptr<const plugin::AccountHandle> account;
  Shared token;
  std::optional<pool::DocumentStamp> failed_with;
  {
    const Lock lock(mutex_);
    site = site_;
    account = account_;
    token = token_;
    failed_with = failed_with_;
  }
  const pool::DocumentStamp stamp = pool::stamp_of(site->document);
  if (failed_with && *failed_with == stamp) {
    hold();
    co_return;
  }
  warn_of_mode(*site);
  AuthStart start;
  std::shared_ptr<const plugin::AccountHandle> owner = account;
  if (token && !failed_with) {
    start.kind = AIP_INPUT_REFRESH;
    owner = account->with(token->fields, std::string(account->base_url()));
  }
  const AuthNeeds needs{background_.loop(), background_.upstreams()};
  Error failure =
      make_error(ErrorCode::kInternal, ErrorSource::kInternal, "the run of the credential machine broke off");
  try {
    auto outcome = co_await run_auth(needs, *site, *owner, start);
    finish(*site, stamp, std::move(outcome));
    co_return;
  } catch (const std::exception& error) {
    failure.detail = error.what();
  }
  finish(*site, stamp, std::move(failure));
}

// The document is still the one that failed.
void Credential::hold() {
  {
    const Lock lock(mutex_);
    running_ = false;
    next_try_ = steady_now() + kLookAtDocument;
  }
  wake_all();
}

void Credential::finish(const AuthSite& site, const pool::DocumentStamp& stamp, Result<AuthCredential> outcome) {
  report(site, outcome);
  {
    const Lock lock(mutex_);
    running_ = false;
    if (outcome) {
      accept(*std::move(outcome));
    } else {
      pause_after(outcome.error(), stamp);
    }
  }
  wake_all();
}

void Credential::accept(AuthCredential credential) {
  const std::int64_t now = unix_now_();
  auto token = std::make_shared<Token>();
  token->fields = std::move(credential.fields);
  token->expires_unix_ms = credential.expires_unix_ms;
  token->version = ++last_version_;
  const std::int64_t left = std::max<std::int64_t>(token->expires_unix_ms - now, 0);
  const auto ahead = std::min(std::chrono::milliseconds(left / 10), kAheadMost);
  renew_from_ms_ = token->expires_unix_ms - between_half_and(ahead).count();
  good_until_ms_ = std::max(token->expires_unix_ms, now + kGoodForOnceMs);
  if (refused_) {
    cure_version_ = token->version;
    cured_at_ = steady_now();
  }
  token_ = std::move(token);
  refused_ = false;
  failure_.reset();
  failed_with_.reset();
  failures_ = 0;
  next_try_ = {};
}

void Credential::pause_after(const Error& error, const pool::DocumentStamp& stamp) {
  failure_ = error;
  failed_with_.reset();
  if (needs_operator(error)) {
    failed_with_ = stamp;
    next_try_ = steady_now() + kLookAtDocument;
    return;
  }
  const unsigned doublings = std::min(failures_++, 8U);
  const auto pause = error.retry_after.value_or(between_half_and(kPauseShortest * (1 << doublings)));
  next_try_ = steady_now() + std::clamp(pause, kPauseShortest / 2, kPauseLongest);
}

void Credential::wake_all() {
  std::vector<std::shared_ptr<Waiter>> woken;
  {
    const Lock lock(mutex_);
    woken.swap(waiters_);
  }
  for (const std::shared_ptr<Waiter>& waiter : woken) {
    waiter->loop->post([waiter] {
      if (waiter->signal != nullptr) waiter->signal->set();
    });
  }
}

// Said once: what the host writes itself is for its owner alone.
void Credential::warn_of_mode(const AuthSite& site) {
  if (!pool::is_open_to_others(site.document) || warned_of_mode_.exchange(true)) return;
  logger_.log(LogLevel::kWarn, "a document with credentials can be read by other users",
              {{"account", site.account}, {"document", site.document.string()}, {"fix", "chmod 600"}});
}

void Credential::report(const AuthSite& site, const Result<AuthCredential>& outcome) const {
  const std::string document = site.document.string();
  if (outcome) {
    logger_.log(LogLevel::kInfo, "a credential is ready", {{"account", site.account}, {"document", document}});
    if (outcome->state_fault.empty()) return;
    logger_.log(LogLevel::kWarn, "the state of a credential machine does not outlive this run",
                {{"account", site.account}, {"reason", outcome->state_fault}});
    return;
  }
  const Error& error = outcome.error();
  if (needs_operator(error)) {
    const std::string fix = "run: aipool login " + site.provider;
    logger_.log(LogLevel::kError, "an account has no valid credential until its operator acts",
                {{"account", site.account}, {"document", document}, {"reason", error.detail}, {"fix", fix}});
    return;
  }
  logger_.log(LogLevel::kWarn, "a credential could not be obtained, it is tried again",
              {{"account", site.account}, {"document", document}, {"reason", error.detail}});
}

}  // namespace aipool::gateway
