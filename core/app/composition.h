// SPDX-License-Identifier: MIT
//
// The composition root: from a configuration file to a snapshot that can serve.
//
// Flow:      load_configuration -> open_run_folder -> build_snapshot; `check` stops there. A reload does the first and
//            the last again.
// Threading: control thread.
// Ownership: the snapshot owns all but the process-wide services and the run folder, which the caller keeps alive.
// Errors:    every fault that was found, each with its place and the fix; then there is no snapshot.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "core/base/log.h"
#include "core/base/metrics.h"
#include "core/config/diagnostics.h"
#include "core/gateway/snapshot.h"
#include "core/http/tls_certificates.h"
#include "core/http/tls_trust.h"
#include "core/plugin/plugin_host.h"

namespace aipool::app {

struct Composition {
  config::Config config;
  config::Faults faults;
};

// The configuration alone: enough to set up logging before plugins are loaded. `host_in_use`: of a server that runs.
Composition load_configuration(const std::string& file, const std::string& host_in_use = {});
// Of the listener. NULL without TLS, and with a fault, which `composition` then has.
std::shared_ptr<http::TlsCertificates> load_certificates(Composition& composition);
// NULL with faults, which `composition` then has. `before`: the one in use, whose plugins go on where they are the same.
std::shared_ptr<const gateway::Snapshot> build_snapshot(Composition& composition, const plugin::PluginHost& host,
                                                        http::TlsTrusts& trusts,
                                                        gateway::CredentialStore* credentials = nullptr,
                                                        const gateway::Snapshot* before = nullptr);

// The program that probes plugins is this one, also when its file was replaced meanwhile.
inline constexpr const char* kOwnProgram = "/proc/self/exe";
// For the copies of plugins: in `state_dir`, or in a private place of this user where code may not run from there.
Result<plugin::RunFolder> open_run_folder(const std::filesystem::path& state_dir);

// The host of plugins in a command that serves nothing.
struct CommandHost {
  // NULL where there is no folder for their copies, which is then printed.
  static std::unique_ptr<CommandHost> open(const std::filesystem::path& state_dir);
  explicit CommandHost(plugin::RunFolder folder) : run_folder(std::move(folder)) {}

  plugin::RunFolder run_folder;
  Logger logger{LogLevel::kWarn};
  MetricRegistry metrics;
  plugin::HostServices services{logger, metrics};
  const plugin::PluginHost host{services, run_folder, plugin::Prober(kOwnProgram)};
};

// Prints the faults to standard error, one a line.
void print_faults(const config::Faults& faults);

}  // namespace aipool::app
