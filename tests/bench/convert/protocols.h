// SPDX-License-Identifier: MIT
//
// Protocols are the halves of some plugin files, loaded as the server loads them but without the probe.
//
// Flow:      Protocols protocols(files); protocols.client("openai.chat")
// Threading: one thread.
// Ownership: outlives every call into the plugins.
// Errors:    std::runtime_error with the loader's reason, or with the protocol that nobody brings.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/base/log.h"
#include "core/base/metrics.h"
#include "core/plugin/host_services.h"
#include "core/plugin/registry.h"
#include "core/plugin/run_folder.h"

namespace aipool::bench {

class Protocols {
 public:
  explicit Protocols(std::span<const char* const> files);

  const plugin::ClientProtocol& client(std::string_view id) const;
  const plugin::UpstreamProtocol& upstream(std::string_view id) const;

 private:
  std::shared_ptr<const plugin::Generation> load(const char* file);

  Logger logger_{LogLevel::kWarn};
  MetricRegistry metrics_;
  plugin::RunFolder run_folder_;
  plugin::HostServices services_{logger_, metrics_};
  std::optional<plugin::Registry> registry_;
};

}  // namespace aipool::bench
