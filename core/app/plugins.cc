// SPDX-License-Identifier: MIT
#include <iostream>

#include "core/app/commands.h"
#include "core/app/composition.h"
#include "core/app/plugin_folders.h"
#include "core/plugin/inspect.h"

namespace aipool::app {
namespace {

int list(const CommandLine& line) {
  std::filesystem::path folder;
  if (!line.config.empty()) {
    const Composition composition = load_configuration(line.config);
    if (!composition.faults.empty()) {
      print_faults(composition.faults);
      return 1;
    }
    folder = composition.config.plugin_dir;
  }
  std::cout << plugin::list_text(plugin_folders(folder));
  return 0;
}

int inspect(const CommandLine& line) {
  const std::string& file = line.arguments[1];
  // Whatever else is wrong with the configuration, the state folder is all that is wanted of it.
  const auto command = CommandHost::open(load_configuration(line.config).config.state_dir);
  if (!command) return 1;
  const auto text = plugin::inspect_text(file, command->host);
  if (!text) {
    std::cerr << "aipool: " << file << ": " << text.error().detail << '\n';
    return 1;
  }
  std::cout << *text;
  return 0;
}

}  // namespace

int plugins(const CommandLine& line) {
  if (line.arguments.size() == 1 && line.arguments[0] == "list") return list(line);
  if (line.arguments.size() == 2 && line.arguments[0] == "inspect") return inspect(line);
  const std::string word = line.arguments.empty() ? "nothing" : "'" + line.arguments[0] + "'";
  std::cerr << "aipool: plugins takes 'list' or 'inspect FILE', not " << word << "; see aipool --help\n";
  return 2;
}

}  // namespace aipool::app
