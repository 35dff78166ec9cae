// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <iostream>
#include <string>
#include <string_view>

#include "core/app/commands.h"
#include "core/app/composition.h"
#include "core/app/login_account.h"
#include "core/app/login_session.h"
#include "core/app/plugin_folders.h"
#include "core/plugin/build_registry.h"
#include "core/plugin/plugin_description.h"

namespace aipool::app {
namespace {

constexpr std::string_view kKiro = "kiro-oauth";

// Before any thread starts: all inherit the mask, and the terminal's input takes them.
sigset_t block_login_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return set;
}

std::string login_row(const plugin::Provider& provider, const plugin::AuthMachine& machine) {
  std::string row = std::string(provider.id()) + "  methods: ";
  for (const std::string& method : machine.methods()) row += (&method == machine.methods().data() ? "" : ", ") + method;
  return plugin::printable(row + "  document: " + std::string(machine.default_document()));
}

// What every provider of every plugin can do.
int list_logins(const CommandLine& line) {
  Composition composition = load_configuration(line.config);
  const auto command = CommandHost::open(composition.config.state_dir);
  if (!command) return 1;
  const auto folders = plugin_folders(composition.config.plugin_dir);
  config::Config config = reduced_to(composition.config, "", {});
  config.pools.clear();
  for (const std::string& provider : installed_providers(config, folders)) config.pools.push_back({provider, {}, {}});
  const auto registry =
      composition.faults.empty() ? plugin::build_registry(config, folders, command->host, composition.faults) : nullptr;
  print_faults(composition.faults);
  if (registry == nullptr) return 1;
  bool any = false;
  for (const plugin::Provider& provider : registry->providers()) {
    const auto machine = provider.auth();
    if (!machine) continue;
    std::cout << login_row(provider, *machine) << '\n';
    any = true;
  }
  if (!any) std::cerr << "aipool: no plugin that is installed brings a provider with a login\n";
  return any ? 0 : 1;
}

}  // namespace

int login(const CommandLine& line) {
  const sigset_t stop_signals = block_login_signals();
  if (line.arguments.empty()) return list_logins(line);
  if (line.login.import && line.arguments[0] != kKiro) {
    std::cerr << "aipool: --import is for " << kKiro << ", from kiro-cli\n";
    return 2;
  }
  LoginSession session(line);
  if (!session.prepare()) return 1;
  return line.login.import ? session.import_kiro_cli(*line.login.import) : session.sign_in(stop_signals);
}

}  // namespace aipool::app
