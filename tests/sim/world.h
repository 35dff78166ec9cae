// SPDX-License-Identifier: MIT
//
// World is one simulated run: a pool, its accounts' upstreams, requests under way, a virtual clock, and chance by a
// seed. Each step does one thing, and then everything that must hold is checked.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/pool/pool.h"
#include "tests/sim/shadow.h"
#include "tests/sim/upstream.h"

namespace aipool::sim {

// What was reached, over all seeds: a simulator that reaches nothing proves nothing.
using Counters = std::map<std::string, std::uint64_t>;

class World {
 public:
  explicit World(std::uint64_t seed, Counters& counters);
  ~World();

  void run(unsigned steps);  // throws Violation

 private:
  // A lease that is out.
  struct Flight {
    std::uint64_t id = 0;
    pool::Lease lease;
    std::string uuid;
    unsigned generation = 0;
    Request request;
    bool query = false;
    std::uint64_t version = 0;  // of its account and model when it began, or was proved
    std::uint64_t hidden = 0;
    std::uint64_t model_version = 0;
  };
  struct Waiting {
    std::uint64_t id = 0;
    std::uint64_t ticket = 0;
    std::weak_ptr<pool::Pool> pool;
    unsigned generation = 0;
    Request request;
    bool for_probe = false;
  };

  void step();
  void ask();
  void ask_for(Request request);
  void query();
  void probe();
  void finish();
  void abandon();
  void leave();
  void pass_time();
  void operate();
  void reload();
  void restart();
  void wind_up();

  std::vector<pool::AccountSettings> new_settings();
  void make_pool(bool keeps);
  void granted(std::uint64_t waiter, Result<pool::Lease> answer) noexcept;
  void take_grant(std::uint64_t waiter, Result<pool::Lease> answer);
  void takes_off(pool::Lease lease, Request request, bool counts, bool query);
  void check_choice(const AccountShadow& chosen, const Request& request) const;
  void check_arrival_order(const AccountShadow& chosen, std::uint64_t before) const;
  void check_refusal(const Request& request) const;
  void check_queue(const Request& request) const;
  void lands(Flight& flight);
  void fails(Flight& flight, const pool::Verdict& verdict);
  void check_verdict(const Flight& flight, const pool::Verdict& verdict, pool::Health before) const;
  void check_all() const;
  AccountShadow* shadow_of(const Flight& flight);
  ModelShadow* model_of(AccountShadow& account, const std::string& model) const;

  Random random_;
  Counters& counters_;
  ScriptedUpstream upstream_;
  pool::TimePoint now_{std::chrono::seconds(1'000'000)};
  std::shared_ptr<Shadow> shadow_;
  std::shared_ptr<pool::Pool> pool_;
  std::vector<std::shared_ptr<pool::Pool>> before_;
  std::list<Flight> flights_;
  std::vector<Waiting> waiting_;
  std::map<std::uint64_t, std::pair<std::string, pool::TimePoint>> conversations_;
  pool::Rules rules_;
  unsigned generation_ = 0;
  std::uint64_t ids_ = 0;
  std::uint64_t turn_ = 0;
  std::string violated_;  // while nothing could be thrown
};

}  // namespace aipool::sim
