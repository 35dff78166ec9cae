// SPDX-License-Identifier: MIT
#include <iostream>

#include "core/app/commands.h"
#include "core/app/composition.h"

namespace aipool::app {

int check(const CommandLine& line) {
  Composition composition = load_configuration(line.config);
  if (!composition.faults.empty()) {
    print_faults(composition.faults);
    return 1;
  }
  auto run_folder = open_run_folder(composition.config.state_dir);
  if (!run_folder) {
    std::cerr << "aipool: " << run_folder.error().detail << '\n';
    return 1;
  }
  CommandServices services;
  const plugin::PluginHost host{services.host, *run_folder, plugin::Prober(kOwnProgram)};
  load_certificates(composition);
  http::TlsTrusts trusts;
  const auto snapshot = build_snapshot(composition, host, trusts);
  print_faults(composition.faults);
  if (!composition.faults.empty()) return 1;
  std::cout << "The configuration is sound: " << snapshot->pools().size() << " pools, "
            << snapshot->registry().clients().size() << " client protocols.\n";
  return 0;
}

}  // namespace aipool::app
