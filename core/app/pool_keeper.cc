// SPDX-License-Identifier: MIT
#include "core/app/pool_keeper.h"

#include <utility>
#include <vector>

#include "core/base/clock.h"
#include "core/pool/document.h"
#include "core/pool/pool_state.h"

namespace aipool::app {
namespace {

constexpr std::size_t kFileMax = std::size_t{64} << 20;

pool::Moment this_moment() { return {std::chrono::steady_clock::now(), unix_milliseconds()}; }

}  // namespace

PoolKeeper::PoolKeeper(std::filesystem::path state_dir, Logger& logger, MetricRegistry& metrics)
    : file_(state_dir.empty() ? std::filesystem::path() : state_dir / "pools.json"),
      logger_(logger),
      report_(std::make_shared<gateway::HealthReport>(logger, metrics)) {}

void PoolKeeper::start(const gateway::Snapshot& snapshot) {
  if (!file_.empty()) restore(snapshot);
  adopt(snapshot);
}

void PoolKeeper::restore(const gateway::Snapshot& snapshot) {
  const auto complain = [this](const Error& error) {
    logger_.log(LogLevel::kWarn, "what is known of the accounts is not used",
                {{"file", file_.native()}, {"fault", error.detail}});
  };
  const auto text = pool::read_document(file_, kFileMax);
  if (!text) return complain(text.error());
  if (!*text) return;  // the first start
  const auto states = pool::read_state_text((*text)->reveal(), this_moment());
  if (!states) return complain(states.error());
  for (const pool::PoolState& state : *states) {
    if (const gateway::PoolEntry* entry = snapshot.pool(state.provider)) entry->pool->restore(state);
  }
}

void PoolKeeper::look(const gateway::Snapshot& snapshot) {
  const auto now = std::chrono::steady_clock::now();
  std::uint64_t health = 0, uses = 0;
  for (const gateway::PoolEntry& entry : snapshot.pools()) {
    entry.pool->tick(now);
    health += entry.pool->health_changes();
    uses += entry.pool->uses();
  }
  const bool due = health != health_saved_ || (uses != uses_saved_ && now - saved_ >= kUseEvery);
  if (!due || file_.empty()) return;
  save(snapshot);
  health_saved_ = health;
  uses_saved_ = uses;
  saved_ = now;
}

void PoolKeeper::save(const gateway::Snapshot& snapshot) {
  if (file_.empty()) return;
  std::vector<pool::PoolState> states;
  for (const gateway::PoolEntry& entry : snapshot.pools()) states.push_back(entry.pool->state());
  const auto written = pool::write_document(file_, pool::state_text(states, this_moment()));
  if (!written && !std::exchange(complained_, true)) {
    logger_.log(LogLevel::kWarn, "what is known of the accounts cannot be kept",
                {{"file", file_.native()}, {"fault", written.error().detail}});
  }
  if (written) complained_ = false;
}

}  // namespace aipool::app
