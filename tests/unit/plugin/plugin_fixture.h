// SPDX-License-Identifier: MIT
//
// PluginTest is a host for one test: a logger that keeps its lines, metrics, services, a run folder, and plugins loaded
// by name.
//
// Flow:      load(file) for adapters; refusal(file) for the sentence that a broken plugin gets from the loader, and
//            probed(file) for that of the child process of the real program.
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
#include "core/plugin/plugin_host.h"
#include "core/plugin/sink.h"

namespace aipool::plugin {

std::filesystem::path broken_plugin(std::string_view name);
std::filesystem::path mirror_plugin();
// A plugin that works, of which there are builds that answer differently.
std::filesystem::path good_plugin(std::string_view name);

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
  ~PluginTest() override;

  std::shared_ptr<const Generation> load(const std::filesystem::path& file, const config::RawOptions& options = {});
  std::string refusal(const std::filesystem::path& file);
  std::string probed(const std::filesystem::path& file, std::chrono::milliseconds deadline = std::chrono::minutes(2));
  static std::filesystem::path program();  // that probes
  // Ends what was retired; whether it is gone.
  bool is_mapped(const std::filesystem::path& copy);
  std::size_t files_staged() const;

  const std::filesystem::path root_ = new_folder();
  std::vector<std::string> lines_;
  Logger logger_{LogLevel::kDebug, LogFormat::kText, [this](std::string_view line) { lines_.emplace_back(line); }};
  MetricRegistry metrics_;
  RunFolder run_folder_ = open_run_folder(root_);
  HostServices services_{logger_, metrics_};
  PluginHost host_{services_, run_folder_, Prober(program())};

 private:
  static std::filesystem::path new_folder();
  static RunFolder open_run_folder(const std::filesystem::path& root);
};

}  // namespace aipool::plugin
