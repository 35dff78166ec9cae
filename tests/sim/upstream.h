// SPDX-License-Identifier: MIT
//
// Upstream is what a simulated account speaks to: it says what comes of a request. ScriptedUpstream fails by a plan
// that its seed makes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "core/pool/pool.h"

namespace aipool::sim {

using Random = std::mt19937_64;

inline std::uint64_t below(Random& random, std::uint64_t limit) { return random() % limit; }
inline bool chance(Random& random, unsigned percent) { return below(random, 100) < percent; }

class Upstream {
 public:
  virtual ~Upstream() = default;
  // nullopt: a good answer.
  virtual std::optional<pool::Verdict> answer(std::string_view account, std::string_view model,
                                              pool::TimePoint now) = 0;
};

enum class Plan : std::uint8_t {
  kFine,
  kDown,
  kFlaky,
  kLimited,
  kLimitedWithTime,
  kModelLimited,
  kModelUnknown,
  kRefused,
  kRevoked,
  kRejectsClients,
};
inline constexpr std::size_t kPlans = 10;

class ScriptedUpstream final : public Upstream {
 public:
  explicit ScriptedUpstream(Random& random) : random_(random) {}

  std::optional<pool::Verdict> answer(std::string_view account, std::string_view model, pool::TimePoint now) override {
    Script& script = scripts_[std::hash<std::string_view>{}(account) % scripts_.size()];
    if (script.until <= now) {
      script.plan = chance(random_, 50) ? Plan::kFine : static_cast<Plan>(below(random_, kPlans));
      script.until = now + std::chrono::seconds(1 + below(random_, 120));
    }
    const auto verdict = by_plan(script.plan, model);
    if (verdict) ++reached[static_cast<std::size_t>(script.plan)];
    return verdict;
  }

  std::array<std::uint64_t, kPlans> reached{};

 private:
  struct Script {
    Plan plan = Plan::kFine;
    pool::TimePoint until{};
  };

  std::optional<pool::Verdict> by_plan(Plan plan, std::string_view model) {
    using pool::Fault;
    using pool::Scope;
    pool::Verdict verdict;
    verdict.retryable = true;
    const auto is = [&](Fault fault, Scope rests) {
      verdict.fault = fault;
      verdict.rests = rests;
      return verdict;
    };
    const auto pause = std::chrono::milliseconds(500 + below(random_, 60'000));
    switch (plan) {
      case Plan::kFine:
        return std::nullopt;
      case Plan::kFlaky:
        if (chance(random_, 50)) return std::nullopt;
        [[fallthrough]];
      case Plan::kDown:
        return is(Fault::kUpstream, Scope::kAccount);
      case Plan::kLimitedWithTime:
        verdict.retry_after = pause;
        [[fallthrough]];
      case Plan::kLimited:
        verdict.rate_limited = true;
        return is(Fault::kUpstream, Scope::kAccount);
      case Plan::kModelLimited:
        if (model == "m1") return std::nullopt;
        verdict.rate_limited = true;
        if (chance(random_, 50)) verdict.retry_after = pause;
        return is(Fault::kUpstream, Scope::kModel);
      case Plan::kModelUnknown:
        return is(Fault::kModel, Scope::kModel);
      case Plan::kRefused:
        return is(Fault::kCredential, Scope::kAccount);
      case Plan::kRevoked:
        if (chance(random_, 70)) return std::nullopt;
        verdict.permanent = true;
        return is(Fault::kCredential, Scope::kAccount);
      case Plan::kRejectsClients:
        verdict.retryable = false;
        return is(Fault::kClient, Scope::kNone);
    }
    return std::nullopt;
  }

  Random& random_;
  std::array<Script, 64> scripts_;
};

}  // namespace aipool::sim
