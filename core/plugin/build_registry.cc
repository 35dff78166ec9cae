// SPDX-License-Identifier: MIT
#include "core/plugin/build_registry.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "core/plugin/loaded_module.h"
#include "core/plugin/manifest.h"
#include "core/plugin/plugin_files.h"
#include "core/plugin/registry_checks.h"
#include "core/plugin/staged_plugin.h"
#include "core/plugin/table_checks.h"

namespace aipool::plugin {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFixFile = "remove it, replace it, or name the plugins to load under \"plugins\"";
constexpr std::size_t kProbesAtOnce = 8;
constexpr std::string_view kOllamaPlugin = "ollama";
constexpr std::string_view kRootOption = "root";

// A plugin on its way in, with all that is wrong with it.
struct Candidate {
  fs::path file;
  const config::PluginEntry* entry = nullptr;  // nullptr: the configuration does not name it
  std::optional<StagedPlugin> staged;          // empty with faults,
  std::shared_ptr<const Generation> kept;      // and where this one goes on
  bool at_root = false;                        // `ollama_root`, which stands for the plugin's own option
  config::Faults faults;

  config::Position position() const {
    return entry == nullptr ? config::Position{file.native(), 0, 0} : entry->position;
  }

  config::RawOptions raw_options() const {
    config::RawOptions raw = entry == nullptr ? config::RawOptions() : entry->options;
    if (entry == nullptr) raw.position = position();
    const auto is_root = [](const config::Entry& option) { return option.key == kRootOption; };
    if (at_root && std::none_of(raw.entries.begin(), raw.entries.end(), is_root)) {
      config::Entry root{std::string(kRootOption), position(), {}};
      root.value.kind = config::Kind::kBoolean;
      root.value.text = "true";
      root.value.position = position();
      raw.entries.push_back(std::move(root));
    }
    return raw;
  }

  void refuse(const Error& error, std::string_view fix = {}) {
    const std::string prefix = entry == nullptr ? std::string() : file.native() + ": ";
    add_fault(faults, position(), prefix + error.detail, fix);
    staged.reset();
    kept.reset();
  }

  // Empty with faults.
  std::string_view name() const {
    if (kept) return kept->name();
    return staged ? std::string_view(staged->manifest.name) : std::string_view();
  }

  std::vector<config::OptionValue> check(std::string_view plugin, std::span<const config::OptionSpec> specs) {
    return config::check_options(specs, raw_options(), "plugin \"" + std::string(plugin) + "\"", faults);
  }
};

class Builder {
 public:
  Builder(const config::Config& config, std::span<const fs::path> folders, const PluginHost& host,
          const Registry* before, config::Faults& faults)
      : config_(config), folders_(folders), host_(host), before_(before), faults_(faults) {}

  std::shared_ptr<const Registry> build() {
    const std::size_t before = faults_.size();
    if (config_.plugins.empty()) {
      find_needed();
    } else {
      for (const config::PluginEntry& entry : config_.plugins) find_entry(entry);
    }
    if (host_.prober) probe_all();
    for (Candidate& candidate : candidates_) {
      if (candidate.staged && candidate.faults.empty()) load(candidate);
      if (candidate.kept) generations_.push_back(std::move(candidate.kept));
      faults_.insert(faults_.end(), candidate.faults.begin(), candidate.faults.end());
    }
    if (faults_.size() != before) return nullptr;
    auto registry = std::make_shared<const Registry>(std::move(generations_));
    check_registry(*registry, config_, faults_);
    return faults_.size() == before ? std::move(registry) : nullptr;
  }

 private:
  void find_needed() {
    for (const fs::path& path : list_plugins(folders_)) {
      auto file = read_plugin(path, {});
      // A file that nobody needs may be one that must not be loaded.
      const auto manifest = file ? checked_manifest(sdk::manifest_of_library(file->bytes.view())) : read_manifest(path);
      if (manifest && !is_needed(*manifest)) continue;
      Candidate& candidate = candidates_.emplace_back(path);
      if (manifest) {
        stage(candidate, std::move(file));
      } else {
        candidate.refuse(manifest.error(), kFixFile);
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

  void find_entry(const config::PluginEntry& entry) {
    const auto file = entry.path.empty() ? find_plugin(folders_, entry.name) : fs::absolute(entry.path);
    if (!file) {
      add_fault(faults_, entry.position, "plugin \"" + entry.name + "\" is not installed", places());
      return;
    }
    Candidate& candidate = candidates_.emplace_back(*file, &entry);
    stage(candidate, read_plugin(*file, entry.sha256));
    if (candidate.name() != entry.name && !candidate.name().empty()) {
      const std::string name(candidate.name());
      candidate.refuse(refused("is plugin \"" + name + "\""),
                       "name it so here, or give the path of \"" + entry.name + "\"");
    }
  }

  void stage(Candidate& candidate, Result<PluginBytes> file) {
    if (!file) return candidate.refuse(file.error());
    if (keep(candidate, file->sha256)) return;
    auto staged = stage_plugin(std::move(*file), host_.run_folder);
    if (!staged) return candidate.refuse(staged.error());
    candidate.staged.emplace(std::move(*staged));
    candidate.at_root = is_at_root(candidate.staged->manifest.name);
  }

  bool is_at_root(std::string_view plugin) const { return config_.ollama_root && plugin == kOllamaPlugin; }

  // Whether a plugin that is loaded is just what would be loaded.
  bool keep(Candidate& candidate, std::string_view sha256) const {
    if (before_ == nullptr) return false;
    for (const auto& generation : before_->generations()) {
      if (generation->file() != candidate.file || generation->sha256() != sha256) continue;
      candidate.at_root = is_at_root(generation->name());
      const auto options = candidate.check(generation->name(), generation->option_specs());
      if (!candidate.faults.empty()) return true;
      if (!generation->has(options)) return false;
      candidate.kept = generation;
      return true;
    }
    return false;
  }

  // A thread for each child that is waited for.
  void probe_all() {
    for (std::size_t first = 0; first < candidates_.size(); first += kProbesAtOnce) {
      std::vector<std::jthread> waiting;
      for (std::size_t i = first; i < std::min(first + kProbesAtOnce, candidates_.size()); ++i) {
        if (candidates_[i].staged) waiting.emplace_back([this, &one = candidates_[i]] { probe(one); });
      }
    }
  }

  void probe(Candidate& candidate) const {
    const auto configure = [&](std::span<const config::OptionSpec> specs) {
      auto options = candidate.check(candidate.staged->manifest.name, specs);
      return candidate.faults.empty() ? std::optional(std::move(options)) : std::nullopt;
    };
    const auto found = host_.prober.probe(candidate.staged->copy.path(), configure);
    if (!found && candidate.faults.empty()) candidate.refuse(found.error());
  }

  void load(Candidate& candidate) {
    auto module = LoadedModule::load(std::move(*candidate.staged), host_.services);
    if (!module) return candidate.refuse(module.error());
    const auto options = candidate.check(module->manifest().name, module->option_specs());
    if (!candidate.faults.empty()) return;
    auto generation = Generation::create(std::move(*module), options);
    if (!generation) return candidate.refuse(generation.error());
    say_loaded(**generation);
    generations_.push_back(std::move(*generation));
  }

  void say_loaded(const Generation& generation) const {
    const std::string number = std::to_string(generation.number());
    host_.services.logger().log(LogLevel::kInfo, "plugin loaded",
                                {{"plugin", generation.name()},
                                 {"version", generation.manifest().version},
                                 {"generation", number},
                                 {"sha256", generation.sha256()},
                                 {"file", generation.file().native()}});
  }

  std::string places() const {
    std::string text = "looked for its file in";
    for (const fs::path& folder : folders_) text += (&folder == folders_.data() ? " " : ", ") + folder.native();
    return folders_.empty() ? "there is no folder of plugins: set plugin_dir" : text;
  }

  const config::Config& config_;
  const std::span<const fs::path> folders_;
  const PluginHost& host_;
  const Registry* const before_;
  config::Faults& faults_;
  std::vector<Candidate> candidates_;
  Registry::Generations generations_;
};

}  // namespace

std::shared_ptr<const Registry> build_registry(const config::Config& config, std::span<const fs::path> folders,
                                               const PluginHost& host, config::Faults& faults,
                                               const Registry* before) {
  return Builder(config, folders, host, before, faults).build();
}

}  // namespace aipool::plugin
