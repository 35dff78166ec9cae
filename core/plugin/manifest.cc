// SPDX-License-Identifier: MIT
#include "core/plugin/manifest.h"

#include <algorithm>
#include <string>
#include <utility>

#include "aipool/abi.h"
#include "core/plugin/names.h"
#include "core/plugin/table_checks.h"

namespace aipool::plugin {

Result<Manifest> checked_manifest(sdk::ManifestResult read) {
  if (!read) return refused(std::move(read.error));
  const Manifest& manifest = read.manifest;
  const auto is_named = [](const auto& role) { return is_role_id(role.id); };
  if (!manifest.abi.starts_with(std::to_string(AIP_ABI_MAJOR) + ".")) {
    return refused("its manifest asks for ABI " + in_quotes(manifest.abi) + ", this host speaks " +
                   std::to_string(AIP_ABI_MAJOR) + "." + std::to_string(AIP_ABI_MINOR));
  }
  if (!is_module_name(manifest.name)) return refused("its manifest's name is not of the form [a-z0-9_-]{1,64}");
  if (!is_version(manifest.version)) return refused("its manifest's version is not 1 to 64 visible characters");
  if (!std::all_of(manifest.protocols.begin(), manifest.protocols.end(), is_named) ||
      !std::all_of(manifest.providers.begin(), manifest.providers.end(), is_named)) {
    return refused("its manifest names a role whose id is not of the form [a-z0-9][a-z0-9._-]{0,62}");
  }
  return std::move(read.manifest);
}

Result<Manifest> read_manifest(const std::filesystem::path& file) {
  return checked_manifest(sdk::read_manifest(file.native()));
}

}  // namespace aipool::plugin
