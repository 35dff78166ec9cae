// SPDX-License-Identifier: MIT
//
// The composition root: from a configuration file to a snapshot that can serve.
//
// Flow:      compose() loads the configuration, the plugins that it needs, and builds the snapshot; `check` stops there.
// Threading: control thread.
// Ownership: the snapshot owns all but the process-wide services, which the caller keeps alive.
// Errors:    every fault that was found, each with its place and the fix; then there is no snapshot.
#pragma once

#include <memory>
#include <string>

#include "core/config/diagnostics.h"
#include "core/gateway/snapshot.h"
#include "core/http/tls_certificates.h"
#include "core/plugin/host_services.h"

namespace aipool::app {

struct Composition {
  config::Config config;
  std::shared_ptr<const gateway::Snapshot> snapshot;  // NULL with faults
  std::shared_ptr<http::TlsCertificates> certificates;  // of the listener; NULL without TLS
  config::Faults faults;
};

// The configuration alone: enough to set up logging before plugins are loaded.
Composition load_configuration(const std::string& file);
void build_snapshot(Composition& composition, plugin::HostServices& services);

// Prints the faults to standard error, one a line.
void print_faults(const config::Faults& faults);

}  // namespace aipool::app
