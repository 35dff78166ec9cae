// SPDX-License-Identifier: MIT
#include "tests/unit/plugin/plugin_fixture.h"

#include <cstdlib>
#include <utility>

#include "core/plugin/abi_view.h"
#include "core/plugin/loaded_module.h"

namespace aipool::plugin {
namespace {

std::filesystem::path folder(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? std::filesystem::path() : std::filesystem::path(value);
}

Result<std::shared_ptr<const Generation>> try_load(const std::filesystem::path& file, HostServices& services,
                                                   const config::RawOptions& raw) {
  auto manifest = read_manifest(file);
  if (!manifest) return std::move(manifest).error();
  auto module = LoadedModule::load(file, std::move(*manifest), services);
  if (!module) return std::move(module).error();
  config::Faults faults;
  const auto options = config::check_options(module->option_specs(), raw, "plugin", faults);
  return Generation::create(std::move(*module), options);
}

}  // namespace

std::filesystem::path broken_plugin(std::string_view name) {
  return folder("AIPOOL_BROKEN_PLUGINS") / std::string(name).append(".so");
}

std::filesystem::path mirror_plugin() { return folder("AIPOOL_GOOD_PLUGINS") / "mirror.so"; }

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
  auto generation = try_load(file, services_, options);
  if (generation) return std::move(*generation);
  ADD_FAILURE() << file << ": " << generation.error().detail;
  return nullptr;
}

std::string PluginTest::refusal(const std::filesystem::path& file) {
  const auto generation = try_load(file, services_, {});
  return generation ? "loaded" : generation.error().detail;
}

}  // namespace aipool::plugin
