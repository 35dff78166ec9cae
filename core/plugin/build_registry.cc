// SPDX-License-Identifier: MIT
#include "core/plugin/build_registry.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/plugin/loaded_module.h"
#include "core/plugin/manifest.h"
#include "core/plugin/plugin_files.h"
#include "core/plugin/registry_checks.h"

namespace aipool::plugin {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFixFile = "remove it, replace it, or name the plugins to load under \"plugins\"";

class Builder {
 public:
  Builder(const config::Config& config, std::span<const fs::path> folders, HostServices& services,
          config::Faults& faults)
      : config_(config), folders_(folders), services_(services), faults_(faults) {}

  std::shared_ptr<const Registry> build() {
    const std::size_t before = faults_.size();
    if (config_.plugins.empty()) {
      load_needed();
    } else {
      for (const config::PluginEntry& entry : config_.plugins) load_entry(entry);
    }
    if (faults_.size() != before) return nullptr;
    auto registry = std::make_shared<const Registry>(std::move(generations_));
    check_registry(*registry, config_, faults_);
    return faults_.size() == before ? std::move(registry) : nullptr;
  }

 private:
  void load_needed() {
    for (const fs::path& file : list_plugins(folders_)) {
      auto manifest = read_manifest(file);
      if (!manifest) {
        add_fault(faults_, {file.native(), 0, 0}, manifest.error().detail, kFixFile);
      } else if (is_needed(*manifest)) {
        load(file, std::move(*manifest), nullptr);
      }
    }
  }

  bool is_needed(const Manifest& manifest) const {
    const auto has_pool = [&](const Manifest::Provider& provider) {
      return std::any_of(config_.pools.begin(), config_.pools.end(),
                         [&](const config::PoolConfig& pool) { return pool.provider == provider.id; });
    };
    return !manifest.protocols.empty() || std::any_of(manifest.providers.begin(), manifest.providers.end(), has_pool);
  }

  void load_entry(const config::PluginEntry& entry) {
    const auto file = entry.path.empty() ? find_plugin(folders_, entry.name) : fs::absolute(entry.path);
    if (!file) {
      add_fault(faults_, entry.position, "plugin \"" + entry.name + "\" is not installed", places());
      return;
    }
    auto manifest = read_manifest(*file);
    if (!manifest) {
      add_fault(faults_, entry.position, file->native() + ": " + manifest.error().detail, "");
    } else if (manifest->name != entry.name) {
      add_fault(faults_, entry.position, file->native() + ": is plugin \"" + manifest->name + "\"",
                "name it so here, or give the path of \"" + entry.name + "\"");
    } else {
      load(*file, std::move(*manifest), &entry);
    }
  }

  // `entry`: of the configuration, nullptr if nothing there names the plugin.
  void load(const fs::path& file, Manifest manifest, const config::PluginEntry* entry) {
    const config::Position position = entry == nullptr ? config::Position{file.native(), 0, 0} : entry->position;
    const std::string prefix = entry == nullptr ? std::string() : file.native() + ": ";
    const auto refuse = [&](const Error& error) { add_fault(faults_, position, prefix + error.detail, ""); };

    auto module = LoadedModule::load(file, std::move(manifest), services_);
    if (!module) return refuse(module.error());
    config::RawOptions raw = entry == nullptr ? config::RawOptions() : entry->options;
    if (entry == nullptr) raw.position = position;
    const std::size_t before = faults_.size();
    const std::string owner = "plugin \"" + module->manifest().name + "\"";
    const auto options = config::check_options(module->option_specs(), raw, owner, faults_);
    if (faults_.size() != before) return;
    auto generation = Generation::create(std::move(*module), options);
    if (!generation) return refuse(generation.error());
    generations_.push_back(std::move(*generation));
  }

  std::string places() const {
    std::string text = "looked for its file in";
    for (const fs::path& folder : folders_) text += (&folder == folders_.data() ? " " : ", ") + folder.native();
    return folders_.empty() ? "there is no folder of plugins: set plugin_dir" : text;
  }

  const config::Config& config_;
  const std::span<const fs::path> folders_;
  HostServices& services_;
  config::Faults& faults_;
  Registry::Generations generations_;
};

}  // namespace

std::shared_ptr<const Registry> build_registry(const config::Config& config, std::span<const fs::path> folders,
                                               HostServices& services, config::Faults& faults) {
  return Builder(config, folders, services, faults).build();
}

}  // namespace aipool::plugin
