// SPDX-License-Identifier: MIT
#include "core/config/load.h"

#include <fstream>
#include <iterator>
#include <system_error>

#include "core/config/config_file.h"
#include "core/config/overrides.h"
#include "core/config/pools_file.h"
#include "core/config/safety.h"
#include "core/config/yaml_reader.h"

namespace aipool::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFileBytes = 1 << 20;
constexpr const char* kDefaultPoolsFile = "provider-pools.yaml";

std::optional<std::string> read_file(const fs::path& path, Faults& faults) {
  const Position at{path.string(), 1, 1};
  std::error_code error;
  if (!fs::is_regular_file(path, error)) {
    add_fault(faults, at, "there is no such file", "correct the path");
    return std::nullopt;
  }
  std::ifstream stream(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream.is_open() || stream.bad()) {
    add_fault(faults, at, "the file cannot be read", "give the server's user the right to read it");
    return std::nullopt;
  }
  if (text.size() > kMaxFileBytes) {
    add_fault(faults, at, "the file is larger than 1 MiB", "is it the right file?");
    return std::nullopt;
  }
  return text;
}

// The expanded tree of a file; nothing where it cannot be read or parsed, as later faults would only be noise.
std::optional<Value> read_tree(const fs::path& path, const Environment& environment, Faults& faults) {
  const auto text = read_file(path, faults);
  if (!text) return std::nullopt;
  auto tree = read_yaml(*text, path.string(), faults);
  if (tree) expand(*tree, environment, faults);
  return tree;
}

fs::path default_state_dir(const Environment& environment) {
  if (const auto state = environment("XDG_STATE_HOME"); state && state->starts_with('/'))
    return fs::path(*state) / "aipool";
  if (const auto home = environment("HOME"); home && !home->empty()) return fs::path(*home) / ".local/state/aipool";
  return {};
}

class Loader {
 public:
  explicit Loader(const LoadOptions& options)
      : environment_(options.environment ? options.environment : process_environment()), file_(options.file),
        host_in_use_(options.host_in_use) {
    std::error_code error;  // a working directory that is gone leaves relative paths as they are
    working_ = options.working_directory.empty() ? fs::current_path(error) : options.working_directory;
  }

  Loaded run() {
    load_config();
    load_pools();
    sort_faults(loaded_.faults);
    return std::move(loaded_);
  }

 private:
  void load_config() {
    auto tree = file_.empty() ? empty_map({"the environment", 0, 0}) : read_tree(file_, environment_, loaded_.faults);
    if (!tree) return;
    Config& config = loaded_.config;
    override_config(*tree, environment_);
    read_config_file(*tree, paths_beside(file_), config, loaded_.faults);
    if (const Value* provider = find(*tree, "default_provider")) default_provider_position_ = provider->position;
    if (const Value* path = find(*tree, "provider_pools_file"))
      names_pools_file_ = path->kind != Kind::kString || !path->text.empty();
    check_safety(*tree, host_in_use_.empty() ? config.server.host : host_in_use_, loaded_.faults);
    if (config.state_dir.empty()) config.state_dir = default_state_dir(environment_);
    is_read_ = true;
  }

  void load_pools() {
    if (!is_read_) return;
    Config& config = loaded_.config;
    const fs::path beside = file_.parent_path() / kDefaultPoolsFile;
    std::error_code error;
    if (!names_pools_file_ && !file_.empty() && fs::exists(beside, error)) config.provider_pools_file = beside;
    const fs::path& path = config.provider_pools_file;
    if (names_pools_file_ && path.empty()) return;  // its fault is reported
    auto tree = path.empty() ? empty_map({"the environment", 0, 0}) : read_tree(path, environment_, loaded_.faults);
    if (!tree) return;
    override_pools(*tree, environment_, loaded_.faults);
    read_pools_file(*tree, paths_beside(path), config, loaded_.faults);
    if (!config.default_provider.empty() && !config.pools.empty())
      check_provider(config.default_provider, default_provider_position_, "default_provider", config.pools,
                     loaded_.faults);
  }

  Paths paths_beside(const fs::path& file) const { return {file.empty() ? working_ : file.parent_path(), working_}; }

  Environment environment_;
  fs::path file_;
  std::string host_in_use_;
  fs::path working_;
  bool is_read_ = false;
  bool names_pools_file_ = false;
  Position default_provider_position_;
  Loaded loaded_;
};

}  // namespace

Loaded load(const LoadOptions& options) { return Loader(options).run(); }

}  // namespace aipool::config
