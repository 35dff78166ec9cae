// SPDX-License-Identifier: MIT
//
// PluginTest is a host for one test: a logger that keeps its lines, metrics, services, and plugins loaded by name.
//
// Flow:      load(file) for adapters; refusal(file) for the sentence that a broken plugin gets.
// Threading: the test's own.
// Ownership: plugins must be gone before the fixture.
// Errors:    load() fails the test.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/plugin/generation.h"
#include "core/plugin/sink.h"

namespace aipool::plugin {

std::filesystem::path broken_plugin(std::string_view name);
std::filesystem::path mirror_plugin();

// Keeps what a plugin puts out, as short words.
class KeepingSink : public Sink {
 public:
  bool event(const aip_event& event) override;
  bool bytes(std::string_view bytes) override;
  bool splice(const aip_splice& splice) override;
  bool http(const aip_http& request) override;
  bool timer(std::uint32_t id, std::chrono::milliseconds delay) override;

  std::vector<std::string> got;
  std::size_t takes = 1000;  // then it is gone

 private:
  bool keep(std::string word);
};

class PluginTest : public ::testing::Test {
 protected:
  std::shared_ptr<const Generation> load(const std::filesystem::path& file, const config::RawOptions& options = {});
  std::string refusal(const std::filesystem::path& file);

  std::vector<std::string> lines_;
  Logger logger_{LogLevel::kDebug, LogFormat::kText, [this](std::string_view line) { lines_.emplace_back(line); }};
  MetricRegistry metrics_;
  HostServices services_{logger_, metrics_};
};

}  // namespace aipool::plugin
