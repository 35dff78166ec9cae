// SPDX-License-Identifier: MIT
//
// Prints what it costs to select an account, lease it and give it back, as a multiple of one lookup in a
// std::unordered_map of 1,000 entries: the median of rounds in which both are measured, one after the other.
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/pool/pool.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRounds = 31;
constexpr int kTurns = 20'000;

volatile std::uint64_t sink;

// Of this thread: others may have the processor meanwhile.
double processor_nanoseconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

template <typename Work>
double nanoseconds_each(Work&& work) {
  const double start = processor_nanoseconds();
  for (int i = 0; i < kTurns; ++i) work(static_cast<std::size_t>(i));
  return (processor_nanoseconds() - start) / kTurns;
}

struct Lookups {
  Lookups() {
    for (int i = 0; i < 1'000; ++i) keys.push_back("account-of-a-pool-" + std::to_string(i));
    for (const std::string& key : keys) map.emplace(key, keys.size());
    // In an order that no prefetcher knows.
    std::uint64_t state = 1;
    for (int i = 0; i < 4'096; ++i) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      order.push_back(keys[(state >> 33U) % keys.size()]);
    }
  }
  double measure() const {
    return nanoseconds_each([&](std::size_t i) { sink = sink + map.find(order[i % order.size()])->second; });
  }
  std::vector<std::string> keys, order;
  std::unordered_map<std::string, std::uint64_t> map;
};

std::shared_ptr<aipool::pool::Pool> pool_of(std::size_t count, bool patterns) {
  std::vector<aipool::pool::AccountSettings> accounts(count);
  for (std::size_t i = 0; i < count; ++i) {
    accounts[i].uuid = "account-" + std::to_string(i);
    accounts[i].models =
        patterns ? aipool::pool::ModelRules({i % 2 == 0 ? "gpt-5" : "o3", "gpt-4*"}, {}) : aipool::pool::ModelRules();
  }
  return std::make_shared<aipool::pool::Pool>("bench", std::move(accounts), 20);
}

void print(const Lookups& lookups, std::size_t count, bool patterns) {
  const auto pool = pool_of(count, patterns);
  const auto now = Clock::now();
  const auto select = [&] {
    return nanoseconds_each([&](std::size_t) {
      auto lease = pool->acquire("gpt-4o-mini", {}, now);
      lease->succeeded();
    });
  };
  std::vector<double> ratios, costs;
  for (std::size_t used = 0; used < 2 * count; used += kTurns)
    select();  // the order is that of use, no longer that of memory
  for (int round = 0; round < kRounds; ++round) {
    const double lookup = lookups.measure();
    costs.push_back(select());
    ratios.push_back(costs.back() / lookup);
  }
  std::nth_element(ratios.begin(), ratios.begin() + kRounds / 2, ratios.end());
  std::nth_element(costs.begin(), costs.begin() + kRounds / 2, costs.end());
  std::printf("%-24s %7zu accounts: %6.1f ns, %5.2f lookups\n", patterns ? "two groups with patterns" : "one group",
              count, costs[kRounds / 2], ratios[kRounds / 2]);
}

}  // namespace

int main() {
  const Lookups lookups;
  for (const bool patterns : {false, true}) {
    for (const std::size_t count : {10U, 1'000U, 10'000U, 100'000U}) print(lookups, count, patterns);
  }
}
