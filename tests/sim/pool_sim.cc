// SPDX-License-Identifier: MIT
//
// pool_sim [--seeds N] [--steps M] [--first SEED] [--expect-violation]: runs the simulated world once for each
// seed. A seed that violates a rule is printed with what it violated, and `--first SEED --seeds 1` replays exactly
// that. With none, what must have been reached is checked. AIPOOL_TEST_COUNTS=full in the environment (`scripts/test
// full`) stands for --seeds 10000.
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <string_view>

#include "tests/sim/world.h"

namespace {

struct Options {
  std::uint64_t first = 1;
  std::uint64_t seeds = 300;
  unsigned steps = 1000;
  bool expect_violation = false;
};

Options read(int argc, char** argv) {
  Options options;
  const char* counts = std::getenv("AIPOOL_TEST_COUNTS");
  if (counts != nullptr && std::string_view(counts) == "full") options.seeds = 10'000;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--expect-violation") {
      options.expect_violation = true;
      continue;
    }
    const std::uint64_t number = i + 1 < argc ? std::strtoull(argv[++i], nullptr, 10) : 0;
    if (name == "--seeds") options.seeds = number;
    if (name == "--first") options.first = number;
    if (name == "--steps") options.steps = static_cast<unsigned>(number);
  }
  return options;
}

// Each fault of an upstream, each change of health and each way through the queue.
constexpr const char* kMustBeReached[] = {
    "fault 1",
    "fault 2",
    "fault 3",
    "fault 4",
    "fault 5",
    "fault 6",
    "fault 7",
    "fault 8",
    "fault 9",
    "transition healthy>resting",
    "transition healthy>unhealthy",
    "transition healthy>probing",
    "transition healthy>suspended",
    "transition healthy>disabled",
    "transition resting>probing",
    "transition unhealthy>probing",
    "transition probing>healthy",
    "transition probing>resting",
    "transition probing>unhealthy",
    "transition probing>suspended",
    "transition suspended>healthy",
    "transition suspended>disabled",
    "transition disabled>healthy",
    "transition disabled>suspended",
    "transition disabled>probing",
    "transition model healthy>resting",
    "transition model healthy>unhealthy",
    "transition model resting>probing",
    "transition model unhealthy>probing",
    "transition model probing>healthy",
    "transition model probing>resting",
    "a conversation found its account",
    "answered before the end",
    "clients gone",
    "disabled or enabled",
    "left the queue",
    "probes given up",
    "probes of our own",
    "refused",
    "refused while waiting",
    "reloads",
    "reset by the operator",
    "restarts",
    "served while waiting",
    "waits for a probe",
    "waits for a slot",
};

}  // namespace

int main(int argc, char** argv) {
  const Options options = read(argc, argv);
  aipool::sim::Counters counters;
  for (std::uint64_t seed = options.first; seed < options.first + options.seeds; ++seed) {
    try {
      aipool::sim::World world(seed, counters);
      world.run(options.steps);
    } catch (const std::exception& violation) {
      std::cout << "seed " << seed << ": " << violation.what() << '\n';
      return options.expect_violation ? 0 : 1;
    }
  }
  if (options.expect_violation) {
    std::cout << "no seed shows the fault\n";
    return 1;
  }
  int missing = 0;
  for (const char* name : kMustBeReached) {
    if (counters[name] != 0 || options.seeds < 100) continue;
    std::cout << "never reached: " << name << '\n';
    ++missing;
  }
  for (const auto& [name, count] : counters) std::cout << name << ": " << count << '\n';
  return missing == 0 ? 0 : 1;
}
