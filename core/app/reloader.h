// SPDX-License-Identifier: MIT
//
// Reloader puts a new configuration and new builds of plugins in use while the server serves, or keeps what there is.
//
// Flow:      load both files -> keep what cannot change -> build the snapshot, where plugins whose file and options are
//            the same go on -> Snapshot::take_over -> ServingLoops::publish -> settings outside of the snapshot.
//            A request keeps the snapshot that it started with; the old one goes with the last of them.
// Threading: the control thread.
// Ownership: refers to what outlives it.
// Errors:    every fault is in the log and in the report, with its place; what was in use stays in use.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/admin/reload_report.h"
#include "core/app/file_watch.h"
#include "core/app/serving_loops.h"
#include "core/base/log.h"
#include "core/base/metrics.h"
#include "core/http/server.h"
#include "core/plugin/plugin_host.h"

namespace aipool::app {

// Those parts of the configuration that the server's edge keeps.
http::ServerLimits server_limits(const config::Config& config);
LogLevel log_level(config::LogLevel level);
LogFormat log_format(config::LogFormat format);

class Reloader {
 public:
  struct Parts {
    std::string file;  // config.yaml; empty: the environment alone
    const plugin::PluginHost& plugins;
    http::TlsTrusts& trusts;
    gateway::CredentialStore& credentials;
    Logger& logger;
    MetricRegistry& metrics;
    ServingLoops& loops;
    http::Server& server;
  };

  Reloader(const Parts& parts, std::shared_ptr<const gateway::Snapshot> first);

  // `cause`: for the log.
  admin::ReloadReport reload(std::string_view cause);

  const gateway::Snapshot& snapshot() const { return *current_; }
  const config::Config& config() const { return current_->config(); }
  // Whose change is a cause, also where the last try failed.
  FileWatch::Places places() const;

 private:
  void publish(std::shared_ptr<const gateway::Snapshot> next, admin::ReloadReport& report);
  void say(const admin::ReloadReport& report, std::string_view cause) const;

  const Parts parts_;
  std::shared_ptr<const gateway::Snapshot> current_;
  config::Config tried_;  // the last one that was read, with faults or without
  std::uint32_t reloads_;
};

}  // namespace aipool::app
