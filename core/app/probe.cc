// SPDX-License-Identifier: MIT
#include <charconv>
#include <iostream>

#include "core/app/commands.h"
#include "core/plugin/probe_child.h"

namespace aipool::app {

int probe(const CommandLine& line) {
  pid_t parent = 0;
  if (line.arguments.size() == 2) {
    const std::string& number = line.arguments[1];
    std::from_chars(number.data(), number.data() + number.size(), parent);
  }
  if (parent != 0) plugin::run_probe(line.arguments[0], parent);
  std::cerr << "aipool: probe is for the program itself; see aipool plugins inspect FILE\n";
  return 2;
}

}  // namespace aipool::app
