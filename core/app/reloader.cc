// SPDX-License-Identifier: MIT
#include "core/app/reloader.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "core/app/composition.h"
#include "core/app/plugin_folders.h"
#include "core/config/changes.h"

namespace aipool::app {
namespace {

namespace fs = std::filesystem;
using Outcome = admin::ReloadReport::Outcome;

// "echo": a new generation, or one that came or went.
std::vector<std::string> changed_plugins(const plugin::Registry& before, const plugin::Registry& after) {
  std::set<std::string> names;
  const auto add_missing = [&names](const plugin::Registry& from, const plugin::Registry& other) {
    for (const auto& one : from.generations()) {
      if (std::ranges::find(other.generations(), one) == other.generations().end()) names.emplace(one->name());
    }
  };
  add_missing(before, after);
  add_missing(after, before);
  return {names.begin(), names.end()};
}

std::string listed(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list.append(list.empty() ? "" : ", ").append(text);
  return list;
}

void add_file(const fs::path& file, std::vector<fs::path>& files) {
  if (!file.empty()) files.push_back(file);
}

void add_places(const config::Config& config, FileWatch::Places& places) {
  add_file(config.provider_pools_file, places.files);
  for (const config::PoolConfig& pool : config.pools) {
    for (const config::AccountConfig& account : pool.accounts) add_file(account.tls_ca_file, places.files);
  }
  for (const config::PluginEntry& plugin : config.plugins) add_file(plugin.path, places.files);
  for (const fs::path& folder : plugin_folders(config.plugin_dir)) places.plugin_folders.push_back(folder);
}

}  // namespace

LogLevel log_level(config::LogLevel level) {
  switch (level) {
    case config::LogLevel::kError:
      return LogLevel::kError;
    case config::LogLevel::kWarn:
      return LogLevel::kWarn;
    case config::LogLevel::kInfo:
      return LogLevel::kInfo;
    case config::LogLevel::kDebug:
      return LogLevel::kDebug;
  }
  return LogLevel::kInfo;
}

LogFormat log_format(config::LogFormat format) {
  return format == config::LogFormat::kJson ? LogFormat::kJson : LogFormat::kText;
}

http::ServerLimits server_limits(const config::Config& config) {
  http::ServerLimits limits;
  limits.head.head_bytes_max = config.limits.head;
  limits.body_bytes_max = config.limits.body;
  limits.in_flight_bytes_max = config.limits.in_flight;
  limits.head_deadline = config.timeouts.head;
  return limits;
}

Reloader::Reloader(const Parts& parts, std::shared_ptr<const gateway::Snapshot> first)
    : parts_(parts), current_(std::move(first)), tried_(current_->config()) {
  const std::array<std::string_view, 1> labels = {"outcome"};
  reloads_ = parts_.metrics.define(MetricRegistry::Kind::kCounter, "aipool_reloads_total", labels);
}

admin::ReloadReport Reloader::reload(std::string_view cause) {
  admin::ReloadReport report;
  Composition composition = load_configuration(parts_.file, config().server.host);
  std::shared_ptr<const gateway::Snapshot> next;
  if (composition.faults.empty()) {
    report.kept = config::keep_fixed(config(), composition.config);
    next = build_snapshot(composition, parts_.plugins, parts_.trusts, &parts_.credentials, current_.get());
  }
  tried_ = composition.config;
  if (next == nullptr) {
    report.outcome = Outcome::kRefused;
    report.faults = std::move(composition.faults);
  } else {
    publish(std::move(next), report);
  }
  say(report, cause);
  return report;
}

void Reloader::publish(std::shared_ptr<const gateway::Snapshot> next, admin::ReloadReport& report) {
  report.changed = config::changes(config(), next->config());
  report.plugins = changed_plugins(current_->registry(), next->registry());
  report.outcome = report.changed.empty() && report.plugins.empty() ? Outcome::kUnchanged : Outcome::kReloaded;
  next->take_over(*current_);
  // Published also where nothing seems to have changed: a file of certificates may have.
  const std::shared_ptr<const gateway::Snapshot> before = std::exchange(current_, next);
  parts_.loops.publish(std::move(next));
  parts_.server.change_limits(server_limits(config()));
  parts_.logger.set_level(log_level(config().log.level));
  parts_.logger.set_format(log_format(config().log.format));
}

void Reloader::say(const admin::ReloadReport& report, std::string_view cause) const {
  constexpr std::array<std::string_view, 3> kNames = {"reloaded", "unchanged", "refused"};
  const std::array<std::string_view, 1> labels = {kNames.at(static_cast<std::size_t>(report.outcome))};
  parts_.metrics.add(reloads_, 1, labels);
  const std::string changed = listed(report.changed);
  const std::string plugins = listed(report.plugins);
  switch (report.outcome) {
    case Outcome::kReloaded:
      parts_.logger.log(LogLevel::kInfo, "a new configuration is in use",
                        {{"cause", cause}, {"changed", changed}, {"plugins", plugins}});
      break;
    case Outcome::kUnchanged:
      parts_.logger.log(LogLevel::kInfo, "the configuration was read again and is the same", {{"cause", cause}});
      break;
    case Outcome::kRefused:
    case Outcome::kStopping:
      parts_.logger.log(LogLevel::kError, "the old configuration stays in use", {{"cause", cause}});
      break;
  }
  for (const config::Diagnostic& fault : report.faults) {
    const std::string text = config::to_string(fault);
    parts_.logger.log(LogLevel::kError, "the new configuration has a fault", {{"fault", text}});
  }
  for (const std::string& key : report.kept) {
    parts_.logger.log(LogLevel::kWarn, "a change that only a new process can make: the old value stays",
                      {{"key", key}});
  }
}

FileWatch::Places Reloader::places() const {
  FileWatch::Places places;
  if (!config().server.watch) return places;
  add_file(parts_.file, places.files);
  add_places(config(), places);
  add_places(tried_, places);
  return places;
}

}  // namespace aipool::app
