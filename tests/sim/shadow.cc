// SPDX-License-Identifier: MIT
#include "tests/sim/shadow.h"

#include <algorithm>

namespace aipool::sim {
namespace {

using pool::Health;

bool pauses(Health health) { return health == Health::kResting || health == Health::kUnhealthy; }
bool hides(Health health) { return health == Health::kSuspended || health == Health::kDisabled; }

}  // namespace

void Shadow::health_changed(const pool::Transition& transition) {
  const auto known = accounts.find(transition.uuid);
  require(known != accounts.end(), "a transition of an unknown account");
  AccountShadow& account = known->second;
  const std::string names = std::string(name_of(transition.from)) + ">" + std::string(name_of(transition.to));
  require(transition.from != transition.to, "a transition to the same state");
  if (!transition.model.empty()) {
    ModelShadow& model = account.by_model[std::string(transition.model)];
    require(model.state == transition.from, "a transition of a model from another state: " + names);
    if (transition.to == Health::kProbing) model.paused_as = transition.from;
    model.state = transition.to;
    model.until = now + transition.pause;
    model.probe = 0;
    ++model.version;
    ++transitions["model " + names];
    return;
  }
  require(account.state == transition.from, "a transition from another state: " + names);
  // Behind these the circuit keeps its probe.
  if (hides(transition.from) || hides(transition.to)) {
    ++account.hidden;
  } else {
    account.probe = 0;
  }
  if (transition.to == Health::kUnhealthy && transition.fault == pool::Fault::kUpstream) {
    require(anybody_else(account), "the last account is shut out");
  }
  account.state = transition.to;
  if (transition.to == Health::kHealthy) account.faults = 0;
  ++account.version;
  ++transitions[names];
}

bool Shadow::is_candidate(const AccountShadow& account, const Request& request) const {
  return account.serves(request.model) &&
         std::find(request.tried.begin(), request.tried.end(), account.index) == request.tried.end();
}

bool Shadow::may_lease(const AccountShadow& account, const Request& request) const {
  if (!is_candidate(account, request) || account.at_limit()) return false;
  if (account.state == Health::kProbing ? account.probe != 0 : account.state != Health::kHealthy) return false;
  const auto model = account.by_model.find(request.model);
  if (model == account.by_model.end()) return true;
  if (pauses(model->second.state)) return model->second.until <= now;
  return model->second.probe == 0;
}

bool Shadow::may_come_back(const AccountShadow& account, const Request& request) const {
  if (!is_candidate(account, request) || hides(account.state) || pauses(account.state)) return false;
  const auto model = account.by_model.find(request.model);
  return model == account.by_model.end() || !pauses(model->second.state) || model->second.until <= now;
}

bool Shadow::waits_for_probe(const AccountShadow& account, const Request& request) const {
  if (!may_come_back(account, request)) return false;
  if (account.probe != 0) return true;
  const auto model = account.by_model.find(request.model);
  return model != account.by_model.end() && model->second.probe != 0;
}

bool Shadow::may_wait(const AccountShadow& account, const Request& request) const {
  if (!may_come_back(account, request)) return false;
  return waits_for_probe(account, request) || account.at_limit();
}

const AccountShadow* Shadow::least_recently_used(const Request& request) const {
  const AccountShadow* best = nullptr;
  for (const auto& [uuid, account] : accounts) {
    if (!may_lease(account, request)) continue;
    const bool earlier =
        best == nullptr || account.turn < best->turn || (account.turn == best->turn && account.index < best->index);
    if (earlier) best = &account;
  }
  return best;
}

bool Shadow::anybody_else(const AccountShadow& account) const {
  return std::any_of(accounts.begin(), accounts.end(), [&](const auto& each) {
    const AccountShadow& other = each.second;
    if (&other == &account) return false;
    return other.state == Health::kHealthy || (other.state == Health::kProbing && other.probe == 0);
  });
}

}  // namespace aipool::sim
