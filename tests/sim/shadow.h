// SPDX-License-Identifier: MIT
//
// Shadow is what the simulator knows of each account by itself: from what the pool reports, and from what the
// simulator does. It decides alone who may be leased, and so whether the pool was right.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/pool/pool.h"

namespace aipool::sim {

struct Violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline void require(bool holds, const std::string& what) {
  if (!holds) throw Violation(what);
}

struct ModelShadow {
  pool::Health state = pool::Health::kHealthy;
  pool::TimePoint until{};
  std::uint64_t probe = 0;    // the flight that decides; 0: none is out
  std::uint64_t version = 0;  // one more at each change
  pool::Health paused_as = pool::Health::kUnhealthy;
};

struct AccountShadow {
  std::size_t index = 0;
  std::uint32_t limit = 0;
  std::uint32_t queue = 0;
  std::set<std::string, std::less<>> models;  // that it serves; empty: all

  pool::Health state = pool::Health::kHealthy;
  std::uint64_t probe = 0;
  std::uint64_t version = 0;
  std::uint64_t hidden = 0;  // changes to and from states that hide the circuit
  std::uint64_t turn = 0;
  std::uint64_t uses = 0;
  std::uint32_t in_flight = 0;
  std::uint32_t faults = 0;  // server faults in a row
  pool::TimePoint not_before{};
  std::map<std::string, ModelShadow, std::less<>> by_model;

  bool serves(std::string_view model) const { return models.empty() || models.contains(model); }
  bool at_limit() const { return limit != 0 && in_flight >= limit; }
};

struct Request {
  std::string model;
  std::vector<std::size_t> tried;
  std::uint64_t conversation = 0;

  pool::Wish wish() const { return {model, tried, conversation}; }
};

class Shadow final : public pool::Observer {
 public:
  void health_changed(const pool::Transition& transition) override;

  bool may_lease(const AccountShadow& account, const Request& request) const;
  // Nothing can be leased now, and yet something is worth waiting for.
  bool may_wait(const AccountShadow& account, const Request& request) const;
  bool waits_for_probe(const AccountShadow& account, const Request& request) const;
  const AccountShadow* least_recently_used(const Request& request) const;
  bool anybody_else(const AccountShadow& account) const;

  std::map<std::string, AccountShadow, std::less<>> accounts;
  std::map<std::string, std::uint64_t> transitions;  // "from>to" -> how many
  pool::TimePoint now{};

 private:
  bool may_come_back(const AccountShadow& account, const Request& request) const;
  bool is_candidate(const AccountShadow& account, const Request& request) const;
};

}  // namespace aipool::sim
