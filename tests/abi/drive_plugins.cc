// SPDX-License-Identifier: MIT
//
// drive_plugins PROVIDER=FILE... loads all files at once, lets each answer, and makes sure that all are gone
// afterwards.
#include <dlfcn.h>

#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "aipool/kit.hpp"

namespace {

namespace kit = aipool::kit;

struct Target {
  std::string provider;
  std::string file;
};

std::string answer_of(const kit::Plugin& plugin, const std::string& provider, kit::FakeHost& host) {
  const kit::Account account;
  kit::Request request(host);
  request.canonical().operation = AIP_OP_GENERATE;
  request.add_text(AIP_ROLE_USER, "[[slow:5 3]] [[text:one two three]]");
  kit::StepDriver call(plugin, provider, account, request);
  if (call.start() != AIP_OK || call.run() != AIP_OK || !call.done())
    throw std::runtime_error(provider + " did not end");
  return call.seen().fold.text(0, AIP_PART_TEXT);
}

void expect(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error(what);
}

void drive(const std::vector<Target>& targets) {
  kit::FakeHost host;
  std::vector<kit::Plugin> plugins;
  for (const Target& target : targets) plugins.push_back(kit::Plugin::load(target.file, host));
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const std::string answer = answer_of(plugins[i], targets[i].provider, host);
    const std::string wanted = targets[i].provider == "echo" ? "one two three" : "Hello from plain C. Messages: 1.";
    expect(answer == wanted, targets[i].file + " answered: " + answer);
    expect(plugins[i].live() == 1, targets[i].file + " keeps objects alive");
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::vector<Target> targets;
    for (int i = 1; i < argc; ++i) {
      const std::string_view text = argv[i];
      const std::size_t equals = text.find('=');
      expect(equals != std::string_view::npos, "PROVIDER=FILE is wanted");
      targets.push_back({std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))});
    }
    expect(!targets.empty(), "nothing to drive");
    drive(targets);
    for (const Target& target : targets) {
      expect(dlopen(target.file.c_str(), RTLD_NOW | RTLD_NOLOAD) == nullptr, target.file + " is still mapped");
    }
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
