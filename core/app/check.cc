// SPDX-License-Identifier: MIT
#include <iostream>

#include "core/app/commands.h"
#include "core/app/composition.h"
#include "core/base/log.h"
#include "core/base/metrics.h"

namespace aipool::app {

int check(const CommandLine& line) {
  Logger logger(LogLevel::kWarn);
  MetricRegistry metrics;
  plugin::HostServices services(logger, metrics);
  Composition composition = load_configuration(line.config);
  if (composition.faults.empty()) build_snapshot(composition, services);
  print_faults(composition.faults);
  if (!composition.faults.empty()) return 1;
  std::cout << "The configuration is sound: " << composition.snapshot->pools().size() << " pools, "
            << composition.snapshot->registry().clients().size() << " client protocols.\n";
  return 0;
}

}  // namespace aipool::app
