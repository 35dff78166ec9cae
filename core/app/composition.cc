// SPDX-License-Identifier: MIT
#include "core/app/composition.h"

#include <iostream>

#include "core/app/plugin_folders.h"
#include "core/config/load.h"
#include "core/plugin/build_registry.h"

namespace aipool::app {

Composition load_configuration(const std::string& file, const std::string& host_in_use) {
  config::LoadOptions options;
  options.file = file;
  options.host_in_use = host_in_use;
  config::Loaded loaded = config::load(options);
  Composition composition;
  composition.config = std::move(loaded.config);
  composition.faults = std::move(loaded.faults);
  return composition;
}

std::shared_ptr<http::TlsCertificates> load_certificates(Composition& composition) {
  const config::TlsFiles& tls = composition.config.server.tls;
  if (tls.certificate_file.empty() || tls.private_key_file.empty()) return nullptr;
  auto loaded = http::TlsCertificates::load(tls.certificate_file, tls.private_key_file);
  if (loaded) return std::move(*loaded);
  config::add_fault(composition.faults, tls.position, "server.tls: " + loaded.error().detail, "");
  return nullptr;
}

std::shared_ptr<const gateway::Snapshot> build_snapshot(Composition& composition, const plugin::PluginHost& host,
                                                        http::TlsTrusts& trusts, gateway::CredentialStore* credentials,
                                                        const gateway::Snapshot* before) {
  const auto folders = plugin_folders(composition.config.plugin_dir);
  const plugin::Registry* const known = before == nullptr ? nullptr : &before->registry();
  auto registry = plugin::build_registry(composition.config, folders, host, composition.faults, known);
  if (!registry) return nullptr;
  return gateway::Snapshot::build(composition.config, std::move(registry), trusts, composition.faults, credentials);
}

Result<plugin::RunFolder> open_run_folder(const std::filesystem::path& state_dir) {
  return plugin::RunFolder::make(plugin::run_places(state_dir));
}

std::unique_ptr<CommandHost> CommandHost::open(const std::filesystem::path& state_dir) {
  auto folder = open_run_folder(state_dir);
  if (folder) return std::make_unique<CommandHost>(*std::move(folder));
  std::cerr << "aipool: " << folder.error().detail << '\n';
  return nullptr;
}

void print_faults(const config::Faults& faults) {
  for (const config::Diagnostic& fault : faults) std::cerr << config::to_string(fault) << '\n';
}

}  // namespace aipool::app
