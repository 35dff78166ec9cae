// SPDX-License-Identifier: MIT
//
// Any text as config.yaml and as provider-pools.yaml: every fault has a reason and a place in the text, and none shows
// what a variable of the environment holds.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/config_file.h"
#include "core/config/environment.h"
#include "core/config/options.h"
#include "core/config/overrides.h"
#include "core/config/pools_file.h"
#include "core/config/safety.h"
#include "core/config/yaml_reader.h"
#include "tests/fuzz/cuts.h"

namespace {

using namespace aipool::config;
using aipool::fuzz::require;

constexpr std::string_view kSecret = "zqSECRETqz";
const std::string kFile = "text.yaml";

std::optional<std::string> variable(const std::string& name) {
  if (name == "NONE") return std::nullopt;
  return name == "SHORT" ? std::string(kSecret) : "a " + std::string(kSecret) + "\n";
}

bool shown(std::string_view text) { return text.find(kSecret) != std::string_view::npos; }

// Names are no secrets, and may come from the environment, too.
bool names_hold_secret(const Config& config) {
  const auto& pools = config.pools;
  return shown(config.default_provider) || shown(config.server.host) ||
         std::any_of(config.plugins.begin(), config.plugins.end(), [](auto& plugin) { return shown(plugin.name); }) ||
         std::any_of(pools.begin(), pools.end(), [](const PoolConfig& pool) {
           return std::any_of(pool.accounts.begin(), pool.accounts.end(),
                              [](const AccountConfig& account) { return shown(account.uuid + account.name); });
         });
}

void check_place(std::string_view text, const Position& at) {
  if (at.file != kFile) return;  // a variable
  std::vector<std::size_t> widths{0};
  for (const char byte : text) {
    if (byte == '\n') {
      widths.push_back(0);
    } else {
      ++widths.back();
    }
  }
  require(at.line >= 0 && static_cast<std::size_t>(at.line) <= widths.size() + 1);
  if (at.line == 0 || static_cast<std::size_t>(at.line) > widths.size()) return;
  require(at.column >= 1 && static_cast<std::size_t>(at.column) <= widths[static_cast<std::size_t>(at.line) - 1] + 2);
}

void check_faults(std::string_view text, const Config& config, Faults& faults) {
  sort_faults(faults);
  const bool known = shown(text) || names_hold_secret(config);
  for (const Diagnostic& fault : faults) {
    require(!fault.message.empty());
    check_place(text, fault.position);
    require(known || !shown(to_string(fault)));
  }
}

// As load() does it, without its files.
void as_config(std::string_view text) {
  Config config;
  Faults faults;
  if (auto tree = read_yaml(text, kFile, faults)) {
    const Environment environment = variable;
    expand(*tree, environment, faults);
    read_config_file(*tree, {}, config, faults);
    check_safety(*tree, config.server.host, faults);
  }
  check_faults(text, config, faults);
}

void as_pools(std::string_view text) {
  Config config;
  Faults faults;
  if (auto tree = read_yaml(text, kFile, faults)) {
    const Environment environment = variable;
    expand(*tree, environment, faults);
    override_pools(*tree, environment, faults);
    read_pools_file(*tree, {}, config, faults);
  }
  OptionSpec token;
  token.name = "token";
  token.secret = true;
  for (const PoolConfig& pool : config.pools)
    for (const AccountConfig& account : pool.accounts)
      check_options({&token, 1}, account.options, account.uuid, faults);
  check_faults(text, config, faults);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = aipool::fuzz::text_of(data, size);
  as_config(text);
  as_pools(text);
  return 0;
}
