// SPDX-License-Identifier: MIT
#include "tests/unit/plugin/plugin_fixture.h"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <utility>

#include "core/plugin/abi_view.h"
#include "core/plugin/loaded_module.h"
#include "core/plugin/staged_plugin.h"

namespace aipool::plugin {
namespace {

std::filesystem::path folder(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? std::filesystem::path() : std::filesystem::path(value);
}

Result<std::shared_ptr<const Generation>> try_load(const std::filesystem::path& file, const PluginHost& host,
                                                   const config::RawOptions& raw) {
  auto staged = stage_plugin(file, {}, host.run_folder);
  if (!staged) return std::move(staged).error();
  auto module = LoadedModule::load(std::move(*staged), host.services);
  if (!module) return std::move(module).error();
  config::Faults faults;
  const auto options = config::check_options(module->option_specs(), raw, "plugin", faults);
  return Generation::create(std::move(*module), options);
}

}  // namespace

std::filesystem::path broken_plugin(std::string_view name) {
  return folder("AIPOOL_BROKEN_PLUGINS") / std::string(name).append(".so");
}

std::filesystem::path good_plugin(std::string_view name) {
  return folder("AIPOOL_GOOD_PLUGINS") / std::string(name).append(".so");
}

std::filesystem::path mirror_plugin() { return good_plugin("mirror"); }

bool KeepingSink::event(const aip_event& event) {
  return keep("event " + std::to_string(event.kind) + " " + std::string(text(event.text)));
}
bool KeepingSink::bytes(std::string_view bytes) { return keep("bytes " + std::string(bytes)); }
bool KeepingSink::splice(const aip_splice& splice) {
  return keep("splice " + std::to_string(splice.offset) + "-" + std::to_string(splice.erase) + " " +
              std::string(text(splice.insert)));
}
bool KeepingSink::http(const aip_http& request) {
  return keep("http " + std::to_string(request.exchange_id) + " " + std::string(text(request.target)));
}
bool KeepingSink::timer(std::uint32_t id, std::chrono::milliseconds delay) {
  return keep("timer " + std::to_string(id) + " " + std::to_string(delay.count()));
}

bool KeepingSink::keep(std::string word) {
  if (got.size() == takes) return false;
  got.push_back(std::move(word));
  return true;
}

std::shared_ptr<const Generation> PluginTest::load(const std::filesystem::path& file,
                                                   const config::RawOptions& options) {
  auto generation = try_load(file, host_, options);
  if (generation) return std::move(*generation);
  ADD_FAILURE() << file << ": " << generation.error().detail;
  return nullptr;
}

std::string PluginTest::refusal(const std::filesystem::path& file) {
  const auto generation = try_load(file, host_, {});
  return generation ? "loaded" : generation.error().detail;
}

std::string PluginTest::probed(const std::filesystem::path& file, std::chrono::milliseconds deadline) {
  auto staged = stage_plugin(file, {}, run_folder_);
  if (!staged) return staged.error().detail;
  const auto defaults = [](std::span<const config::OptionSpec> specs) {
    config::Faults faults;
    return std::optional(config::check_options(specs, {}, "plugin", faults));
  };
  const auto found = Prober(program(), deadline).probe(staged->copy.path(), defaults);
  return found ? "sound" : found.error().detail;
}

bool PluginTest::is_mapped(const std::filesystem::path& copy) {
  services_.reaper().drain();
  void* handle = ::dlopen(copy.c_str(), RTLD_NOW | RTLD_NOLOAD);
  if (handle != nullptr) ::dlclose(handle);
  return handle != nullptr;
}

std::size_t PluginTest::files_staged() const {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(run_folder_.path()), {}));
}

PluginTest::~PluginTest() {
  services_.reaper().drain();
  std::filesystem::remove_all(root_);
}

// In a folder of its own, since tests run at the same time.
std::filesystem::path PluginTest::new_folder() {
  const ::testing::TestInfo* test = ::testing::UnitTest::GetInstance()->current_test_info();
  std::string name = std::string(test->test_suite_name()) + "-" + test->name() + "-" + std::to_string(::getpid());
  std::replace(name.begin(), name.end(), '/', '-');
  std::filesystem::path root = std::filesystem::path(::testing::TempDir()) / ("aipool-" + name);
  std::filesystem::create_directories(root);
  return root;
}

std::filesystem::path PluginTest::program() { return folder("AIPOOL_PROGRAM"); }

RunFolder PluginTest::open_run_folder(const std::filesystem::path& root) {
  const std::filesystem::path places[] = {root};
  auto made = RunFolder::make(places);
  if (!made) throw std::runtime_error(made.error().detail);
  return std::move(*made);
}

}  // namespace aipool::plugin
