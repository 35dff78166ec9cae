// SPDX-License-Identifier: MIT
//
// What the tests of pools share: a start of time, accounts, pools without chance, and verdicts.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/pool/pool.h"

namespace aipool::pool {

inline const TimePoint kStart = TimePoint{} + std::chrono::seconds(1000);

inline AccountSettings account(std::string uuid, std::vector<std::string> models = {}, std::uint32_t limit = 0,
                               std::uint32_t queue = 0) {
  AccountSettings settings;
  settings.uuid = std::move(uuid);
  settings.models = ModelRules(std::move(models), {});
  settings.concurrency_limit = limit;
  settings.queue_limit = queue;
  settings.check_model = "m";
  return settings;
}

// Rests have no jitter.
inline Rules steady() {
  Rules rules;
  rules.jitter_percent = 0;
  rules.seed = 1;
  return rules;
}

inline std::shared_ptr<Pool> pool_of(std::vector<AccountSettings> accounts, Rules rules = steady()) {
  return std::make_shared<Pool>("test", std::move(accounts), 20, rules);
}

inline std::string lease_name(Pool& pool, std::string_view model = "m", std::span<const std::size_t> tried = {},
                              TimePoint now = kStart) {
  auto lease = pool.acquire(model, tried, now);
  return lease ? lease->account().uuid : "none";
}

inline Verdict rate_limit(std::optional<std::chrono::milliseconds> after) {
  Verdict verdict;
  verdict.fault = Fault::kUpstream;
  verdict.rests = Scope::kAccount;
  verdict.rate_limited = true;
  verdict.retry_after = after;
  return verdict;
}

inline Verdict server_fault() {
  Verdict verdict;
  verdict.fault = Fault::kUpstream;
  verdict.rests = Scope::kAccount;
  return verdict;
}

inline Verdict permanent_fault() {
  Verdict verdict;
  verdict.fault = Fault::kCredential;
  verdict.rests = Scope::kAccount;
  verdict.permanent = true;
  return verdict;
}

// One request that may wait: what has become of it.
struct Asked {
  std::uint64_t ticket = 0;
  std::vector<Lease> lease;  // one or none
  std::optional<Error> error;

  bool waits() const { return lease.empty() && !error; }
  std::string name() const { return lease.empty() ? (error ? "refused" : "waits") : lease.front().account().uuid; }
  void take(Result<Lease> answer) {
    if (answer) {
      lease.push_back(std::move(*answer));
    } else {
      error = std::move(answer.error());
    }
  }
};

inline std::shared_ptr<Asked> ask(Pool& pool, const Wish& wish, TimePoint now = kStart) {
  auto asked = std::make_shared<Asked>();
  Acquired acquired =
      pool.acquire_or_wait(wish, now, [asked](Result<Lease> answer) { asked->take(std::move(answer)); });
  asked->ticket = acquired.ticket;
  if (acquired.at_once) asked->take(std::move(*acquired.at_once));
  return asked;
}

inline std::shared_ptr<Asked> ask(Pool& pool, TimePoint now = kStart) { return ask(pool, Wish{"m", {}, 0}, now); }

// Notes transitions as "uuid[/model] from>to".
class Notes final : public Observer {
 public:
  void health_changed(const Transition& transition) override {
    std::string line(transition.uuid);
    if (!transition.model.empty()) line.append("/").append(transition.model);
    line.append(" ").append(name_of(transition.from)).append(">").append(name_of(transition.to));
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
  }
  std::vector<std::string> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(lines_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> lines_;
};

}  // namespace aipool::pool
