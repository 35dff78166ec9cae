// SPDX-License-Identifier: MIT
#include "core/http/timer_wheel.h"

#include <algorithm>
#include <bit>

namespace aipool::http {

void TimerWheel::arm(TimedNode& node, TimePoint deadline) noexcept {
  if (deadline == kNoDeadline) return node.disarm();
  const auto from_start = std::max(deadline - start_, Clock::duration::zero());
  const auto ticks = (from_start + kTick - Clock::duration{1}) / kTick;
  const std::uint64_t tick = std::max(static_cast<std::uint64_t>(ticks), tick_ + 1);
  const bool postponed = node.armed() && tick >= node.tick_;
  node.tick_ = tick;
  if (!postponed) place(node);  // else the slot it is in comes before, and moves it on
}

void TimerWheel::place(TimedNode& node) noexcept {
  const std::size_t slot = node.tick_ % kSlots;
  slots_[slot].push_back(node);
  occupied_[slot / 64] |= std::uint64_t{1} << (slot % 64);
}

void TimerWheel::advance(TimePoint now) noexcept {
  const auto now_tick = static_cast<std::uint64_t>((now - start_) / kTick);
  const std::uint64_t first = tick_ + 1;
  const std::uint64_t last = std::min(now_tick, tick_ + kSlots);  // one turn visits every slot
  tick_ = std::max(tick_, now_tick);                              // what callbacks arm comes after this turn
  for (std::uint64_t tick = first; tick <= last; ++tick) run_slot(slots_[tick % kSlots]);
}

void TimerWheel::run_slot(Link& slot) noexcept {
  if (slot.empty()) return;
  Link visited;
  visited.take_all(slot);
  while (!visited.empty()) {
    auto& node = static_cast<TimedNode&>(visited.front());
    if (node.tick_ > tick_) {
      place(node);  // postponed, or due in a later turn of the wheel
    } else {
      node.disarm();
      node.on_deadline();
    }
  }
}

TimePoint TimerWheel::next_wake() noexcept {
  for (std::uint64_t ahead = 1; ahead <= kSlots;) {
    const std::size_t slot = (tick_ + ahead) % kSlots;
    const std::uint64_t word = occupied_[slot / 64] >> (slot % 64);
    if (word == 0) {
      ahead += 64 - slot % 64;
      continue;
    }
    ahead += static_cast<unsigned>(std::countr_zero(word));
    const std::size_t candidate = (tick_ + ahead) % kSlots;
    if (!slots_[candidate].empty()) return start_ + kTick * static_cast<std::int64_t>(tick_ + ahead);
    occupied_[candidate / 64] &= ~(std::uint64_t{1} << (candidate % 64));
  }
  return kNoDeadline;
}

}  // namespace aipool::http
