// SPDX-License-Identifier: MIT
#include <exception>
#include <iostream>

#include "core/app/command_line.h"
#include "core/app/commands.h"
#include "core/app/process.h"

namespace {

int run(std::vector<std::string> arguments) {
  const auto line = aipool::app::parse_command_line(std::move(arguments));
  if (!line) {
    std::cerr << "aipool: " << line.error().detail << '\n';
    return 2;
  }
  if (line->help) {
    std::cout << aipool::app::help_text();
    return 0;
  }
  if (line->command == "check") return aipool::app::check(*line);
  if (line->command == "convert") return aipool::app::convert(*line);
  if (line->command == "login") return aipool::app::login(*line);
  if (line->command == "plugins") return aipool::app::plugins(*line);
  if (line->command == "probe") return aipool::app::probe(*line);
  if (line->command == "version") return aipool::app::version();
  return aipool::app::serve(*line);
}

}  // namespace

int main(int argc, char** argv) {
  aipool::app::keep_memory_private();
  try {
    return run(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const std::exception& exception) {
    std::cerr << "aipool: " << exception.what() << '\n';
    return 1;
  }
}
