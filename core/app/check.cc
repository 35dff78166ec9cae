// SPDX-License-Identifier: MIT
#include <iostream>

#include "core/app/commands.h"
#include "core/app/composition.h"
#include "core/pool/document.h"

namespace aipool::app {

namespace {

// No fault: the server starts without them, and a login may come later.
void note_missing_credentials(const gateway::Snapshot& snapshot) {
  for (const gateway::PoolEntry& pool : snapshot.pools()) {
    for (const gateway::Binding& binding : pool.bindings) {
      if (!binding.auth || pool::stamp_of(binding.auth->document).exists) continue;
      std::cout << "note: account \"" << binding.account->uuid() << "\" has no credential yet: "
                << binding.auth->document.string() << " is missing; run: aipool login " << binding.auth->provider << '\n';
    }
  }
}

}  // namespace

int check(const CommandLine& line) {
  Composition composition = load_configuration(line.config);
  if (!composition.faults.empty()) {
    print_faults(composition.faults);
    return 1;
  }
  const auto command = CommandHost::open(composition.config.state_dir);
  if (!command) return 1;
  load_certificates(composition);
  http::TlsTrusts trusts;
  const auto snapshot = build_snapshot(composition, command->host, trusts);
  print_faults(composition.faults);
  if (!composition.faults.empty()) return 1;
  note_missing_credentials(*snapshot);
  std::cout << "The configuration is sound: " << snapshot->pools().size() << " pools, "
            << snapshot->registry().clients().size() << " client protocols.\n";
  return 0;
}

}  // namespace aipool::app
