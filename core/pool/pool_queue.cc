// SPDX-License-Identifier: MIT
//
// The queue of a pool: who waits for a slot or a probe, who is next, and who has nothing to wait for any more.
#include <algorithm>
#include <string>
#include <utility>

#include "core/pool/effects.h"
#include "core/pool/pool.h"

namespace aipool::pool {
namespace {

constexpr std::chrono::milliseconds kBusyRetryAfter{1'000};

}  // namespace

bool Pool::leave(std::uint64_t ticket) {
  std::map<std::uint64_t, Waiter>::node_type left;  // its grant is destroyed without the lock
  const Lock lock(mutex_);
  left = waiters_.extract(ticket);
  if (left.empty()) return false;
  forget(left.mapped());
  return true;
}

std::size_t Pool::waiting() const {
  const Lock lock(mutex_);
  return waiters_.size();
}

// What could not be leased, and why. Linear, but only where there is nothing to lease.
Pool::Outlook Pool::look(const std::vector<Group*>& route, const Wish& wish, const Account* except, TimePoint now) {
  Outlook outlook;
  for (Group* group : route) {
    for (const std::size_t index : group->members) {
      const Account& account = *accounts_[index];
      outlook.served = true;
      if (&account == except || std::find(wish.tried.begin(), wish.tried.end(), index) != wish.tried.end()) continue;
      const auto model = account.use.models.find(wish.model);
      const Circuit* circuit = model == account.use.models.end() ? nullptr : &model->second;
      if (account.place == Place::kOut) {
        outlook.only_rate_limits = false;
      } else if (account.place == Place::kResting) {
        outlook.rests_until(account.use.circuit.until(), account.use.circuit.rate_limited());
      } else if (circuit && circuit->state() == Circuit::State::kOpen && circuit->until() > now) {
        outlook.rests_until(circuit->until(), circuit->rate_limited());
      } else if (account.place == Place::kProbing || (circuit && circuit->probe_out())) {
        outlook.probing = true;
        outlook.rests_until(now + kBusyRetryAfter, false);
      } else if (account.place == Place::kBusy) {
        outlook.busy = true;
        outlook.rests_until(now + kBusyRetryAfter, true);
        if (group->waiting < group->queue_room) outlook.room = group;
      } else {
        outlook.free = true;
      }
    }
  }
  return outlook;
}

Error Pool::shortage(const Outlook& outlook, std::string_view model, TimePoint now) const {
  if (!outlook.served) {
    return client_error(ErrorCode::kNotFound,
                        "The model `" + std::string(model) + "` does not exist or is not served here.");
  }
  const bool limited = outlook.only_rate_limits && outlook.soonest != TimePoint::max();
  Error error = make_error(limited ? ErrorCode::kRateLimited : ErrorCode::kOverloaded, ErrorSource::kInternal,
                           "no account of " + provider_ + " is free");
  error.client_text = "No account is available for this model at the moment; try again later.";
  if (outlook.soonest != TimePoint::max()) {
    error.retry_after =
        std::chrono::ceil<std::chrono::milliseconds>(std::max(outlook.soonest - now, TimePoint::duration{0}));
  }
  return error;
}

// The ticket; 0: there is nothing to wait for, or no room.
std::uint64_t Pool::enqueue(const Outlook& outlook, const Wish& wish, const Route& route, Grant grant) {
  const bool for_slot = outlook.busy && outlook.room != nullptr;
  const bool for_probe = !for_slot && outlook.probing && waiting_for_probe_ < rules_.probe_waiters_max;
  if (!for_slot && !for_probe) return 0;
  Waiter waiter;
  waiter.model = wish.model;
  waiter.tried.assign(wish.tried.begin(), wish.tried.end());
  waiter.conversation = wish.conversation;
  waiter.route = route;
  waiter.grant = std::move(grant);
  waiter.queue = for_slot ? outlook.room : nullptr;
  if (for_slot) {
    ++waiter.queue->waiting;
  } else {
    ++waiting_for_probe_;
  }
  waiters_.emplace_hint(waiters_.end(), ++last_ticket_, std::move(waiter));
  return last_ticket_;
}

void Pool::forget(const Waiter& waiter) {
  if (waiter.queue != nullptr) {
    --waiter.queue->waiting;
  } else {
    --waiting_for_probe_;
  }
}

// The first who can use what is free has it, before anybody who comes now.
void Pool::serve_waiters(TimePoint now, Effects& effects) {
  for (auto next = waiters_.begin(); next != waiters_.end() && ready_ != 0;) {
    const auto waiter = next++;
    Account* account = select(*waiter->second.route, waiter->second.wish(), nullptr, now, effects);
    if (account == nullptr) continue;
    forget(waiter->second);
    effects.grants.emplace_back(std::move(waiter->second.grant), lease(*account, waiter->second.wish(), true));
    waiters_.erase(waiter);
  }
}

void Pool::decide_waiters(const Account& account, const std::string* model, TimePoint now, Effects& effects) {
  for (auto next = waiters_.begin(); next != waiters_.end();) {
    const auto waiter = next++;
    const Wish wish = waiter->second.wish();
    const auto& route = *waiter->second.route;
    if (model != nullptr && *model != wish.model) continue;
    if (waiter->second.queue != nullptr || std::find(route.begin(), route.end(), account.group) == route.end())
      continue;
    if (Account* other = select(route, wish, &account, now, effects)) {
      effects.grants.emplace_back(std::move(waiter->second.grant), lease(*other, wish, true));
    } else {
      Outlook outlook = look(route, wish, &account, now);
      if (outlook.probing) continue;
      outlook.rests_until(std::max(account.use.circuit.until(), now + kBusyRetryAfter),
                          account.use.circuit.rate_limited());
      effects.grants.emplace_back(std::move(waiter->second.grant), shortage(outlook, wish.model, now));
    }
    forget(waiter->second);
    waiters_.erase(waiter);
  }
}

void Pool::refuse_hopeless(TimePoint now, Effects& effects) {
  for (auto next = waiters_.begin(); next != waiters_.end();) {
    const auto waiter = next++;
    const Outlook outlook = look(*waiter->second.route, waiter->second.wish(), nullptr, now);
    if (outlook.free || outlook.probing || (outlook.busy && waiter->second.queue != nullptr)) continue;
    forget(waiter->second);
    if (outlook.busy && outlook.room != nullptr) {  // the probe went well, and took the slot: now it waits for that
      waiter->second.queue = outlook.room;
      ++outlook.room->waiting;
      continue;
    }
    effects.grants.emplace_back(std::move(waiter->second.grant), shortage(outlook, waiter->second.model, now));
    waiters_.erase(waiter);
  }
}

}  // namespace aipool::pool
