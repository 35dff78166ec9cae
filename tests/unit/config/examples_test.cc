// SPDX-License-Identifier: MIT
//
// The files under configs/ load, and no damage to them is ever taken for a good configuration in silence or worse.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "tests/unit/config/config_folder.h"

namespace aipool::config {
namespace {

using namespace std::string_view_literals;

constexpr const char* kConfigs[] = {"minimal.yaml", "demo.yaml", "aipool.example.yaml"};
constexpr const char* kPools[] = {"demo-pools.yaml", "provider-pools.example.yaml"};

std::string example(const std::string& name) {
  const char* root = std::getenv("AIPOOL_SOURCE_ROOT");
  const std::filesystem::path folder = root == nullptr ? "." : root;
  std::ifstream stream(folder / "configs" / name, std::ios::binary);
  EXPECT_TRUE(stream.is_open()) << "run by meson test, or in the root of the source: " << folder / "configs" / name;
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

class ExamplesTest : public testing::Test {
 protected:
  ExamplesTest() {
    folder_.set("AIPOOL_API_KEY", "8d1f6c02ab44");
    folder_.set("OPENAI_API_KEY", "openai-key");
    folder_.set("GEMINI_API_KEY", "gemini-key");
    folder_.set("DASHSCOPE_API_KEY", "dashscope-key");
    for (const char* name : kConfigs) folder_.write(name, example(name));
    for (const char* name : kPools) folder_.write(name, example(name));
  }

  Loaded load(const std::string& name) { return folder_.load(folder_.path() / name); }

  ConfigFolder folder_;
};

TEST_F(ExamplesTest, AllLoad) {
  for (const char* name : kConfigs) EXPECT_EQ(folder_.faults(load(name)), "") << name;
}

TEST_F(ExamplesTest, DemoIsOneEchoAccountOnLoopback) {
  ConfigFolder bare;  // no variable at all
  for (const char* name : {"demo.yaml", "demo-pools.yaml"}) bare.write(name, example(name));
  const Loaded loaded = bare.load(bare.path() / "demo.yaml");
  EXPECT_EQ(bare.faults(loaded), "");
  EXPECT_EQ(loaded.config.server.port, 3000);
  ASSERT_EQ(loaded.config.pools.size(), 1U);
  EXPECT_EQ(loaded.config.pools[0].accounts.at(0).uuid, "echo-1");
  EXPECT_TRUE(loaded.config.pools[0].accounts[0].options.entries.empty());
  ASSERT_EQ(loaded.config.plugins.size(), 3U);
}

TEST_F(ExamplesTest, ExampleShowsTheDefaults) {
  folder_.write("config.yaml", "");
  const Config defaults = folder_.load().config;
  const Config shown = load("aipool.example.yaml").config;
  EXPECT_EQ(shown.server.host, defaults.server.host);
  EXPECT_EQ(shown.server.port, defaults.server.port);
  EXPECT_EQ(shown.log.level, defaults.log.level);
  EXPECT_EQ(shown.health_check.interval, defaults.health_check.interval);
  EXPECT_EQ(shown.timeouts.first_content, defaults.timeouts.first_content);
  EXPECT_EQ(shown.timeouts.total, defaults.timeouts.total);
  EXPECT_EQ(shown.limits.body, defaults.limits.body);
  EXPECT_EQ(shown.limits.in_flight, defaults.limits.in_flight);
  EXPECT_EQ(shown.retry.budget_percent, defaults.retry.budget_percent);
  EXPECT_EQ(shown.state_dir, defaults.state_dir);
}

// What an unknown key's fault says is known. `before` opens the map that the key stands in.
std::vector<std::string> known_keys(const ConfigFolder& folder, const std::string& before) {
  const auto maps = static_cast<std::size_t>(std::ranges::count(before, '{'));
  folder.write("config.yaml", before + "unlike any of them: 1" + std::string(maps, '}'));
  const std::string faults = folder.faults(folder.load());
  constexpr std::string_view kList = "known keys: ";
  const std::size_t at = faults.find(kList);
  if (at == faults.npos) return {};
  std::istringstream list(faults.substr(at + kList.size()));
  std::vector<std::string> keys;
  for (std::string key; list >> key;) keys.push_back(key.substr(0, key.find(',')));
  return keys;
}

TEST_F(ExamplesTest, ExampleShowsEveryKey) {
  const std::string shown = example("aipool.example.yaml");
  const auto shows = [&](const std::string& key) { return shown.find(key + ":") != std::string::npos; };
  std::vector<std::string> maps = {"server: {tls: {"};
  for (const std::string& section : known_keys(folder_, "")) {
    EXPECT_TRUE(shows('\n' + section)) << section;
    maps.push_back(section + ": {");
  }
  std::size_t keys = 0;
  for (const std::string& map : maps) {
    for (const std::string& key : known_keys(folder_, map)) {
      EXPECT_TRUE(shows(' ' + key) || shows('{' + key)) << map << key;
      ++keys;
    }
  }
  EXPECT_GT(keys, 20U);
}

// One to four deletions, insertions, replacements or copies of a stretch.
std::string damaged(std::string text, std::mt19937& random) {
  constexpr std::string_view kBytes = "{}[]:,-&*!|>'\"%@`#?~$ \n\t\r.0a\x00\x04\x7f\xff\xc3"sv;
  const auto below = [&](std::size_t bound) { return random() % std::max<std::size_t>(bound, 1); };
  for (std::size_t edits = 1 + below(4); edits > 0; --edits) {
    const std::size_t at = below(text.size());
    switch (below(4)) {
      case 0:
        text.erase(at, 1 + below(8));
        break;
      case 1:
        text.insert(at, 1, kBytes[below(kBytes.size())]);
        break;
      case 2:
        if (at < text.size()) text[at] = kBytes[below(kBytes.size())];
        break;
      default: {
        const std::size_t from = below(text.size());  // named, as compilers order arguments differently
        text.insert(at, text.substr(from, below(40)));
      }
    }
  }
  return text;
}

// True when nothing is wrong; else every fault must stand in a file, or be the override's.
bool loads_or_points_at_it(const Loaded& loaded) {
  for (const Diagnostic& fault : loaded.faults) {
    if (fault.position.file == "environment variable OPENAI_API_KEY") continue;
    std::ifstream file(fault.position.file, std::ios::binary);
    EXPECT_TRUE(file.is_open()) << to_string(fault);
    const auto lines = std::count(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>(), '\n');
    EXPECT_GE(fault.position.line, 1) << to_string(fault);
    EXPECT_LE(fault.position.line, lines + 2) << to_string(fault);
    EXPECT_GE(fault.position.column, 1) << to_string(fault);
    EXPECT_FALSE(fault.message.empty());
  }
  return loaded.faults.empty();
}

void damage(ConfigFolder& folder, const char* damaged_name, const char* loaded_name, unsigned seed) {
  constexpr int kRounds = 150;
  const std::string original = example(damaged_name);
  std::mt19937 random(seed);
  int refused = 0;
  for (int round = 0; round < kRounds && !testing::Test::HasFailure(); ++round) {
    const std::string text = damaged(original, random);
    folder.write(damaged_name, text);
    SCOPED_TRACE(text);
    if (!loads_or_points_at_it(folder.load(folder.path() / loaded_name))) ++refused;
  }
  EXPECT_GT(refused, kRounds / 10) << damaged_name;
}

TEST_F(ExamplesTest, DamagedConfigLoadsOrIsRefusedAtAPlace) {
  damage(folder_, "aipool.example.yaml", "aipool.example.yaml", 1);
  damage(folder_, "demo.yaml", "demo.yaml", 2);
}

TEST_F(ExamplesTest, DamagedPoolsLoadOrAreRefusedAtAPlace) {
  damage(folder_, "provider-pools.example.yaml", "aipool.example.yaml", 3);
  damage(folder_, "demo-pools.yaml", "demo.yaml", 4);
}

}  // namespace
}  // namespace aipool::config
