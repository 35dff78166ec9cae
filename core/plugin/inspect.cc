// SPDX-License-Identifier: MIT
#include "core/plugin/inspect.h"

#include <string_view>
#include <utility>
#include <vector>

#include "core/config/options.h"
#include "core/plugin/abi_view.h"
#include "core/plugin/generation.h"
#include "core/plugin/loaded_module.h"
#include "core/plugin/manifest.h"
#include "core/plugin/plugin_files.h"

namespace aipool::plugin {
namespace {

template <typename List, typename Name>
std::string joined(const List& list, Name&& name) {
  std::string text;
  for (const auto& item : list) text.append(text.empty() ? "" : ", ").append(name(item));
  return text.empty() ? "none" : text;
}

template <typename List>
std::string ids(const List& list) {
  return joined(list, [](const auto& item) { return item.id; });
}

std::string_view type_name(config::OptionType type) {
  switch (type) {
    case config::OptionType::kString:
      return "string";
    case config::OptionType::kInteger:
      return "integer";
    case config::OptionType::kNumber:
      return "number";
    case config::OptionType::kBoolean:
      return "boolean";
    case config::OptionType::kDuration:
      return "duration";
    case config::OptionType::kSize:
      return "size";
    case config::OptionType::kStringList:
      return "list of strings";
    case config::OptionType::kStringMap:
      return "map of strings";
  }
  return "string";
}

void append_options(std::string& out, std::span<const config::OptionSpec> specs, std::string_view indent) {
  for (const config::OptionSpec& spec : specs) {
    out.append(indent).append("option ").append(spec.name).append(": ").append(type_name(spec.type));
    if (spec.required) out.append(", required");
    if (spec.secret) out.append(", secret");
    if (spec.default_text && !spec.secret) out.append(", default ").append(*spec.default_text);
    if (!spec.help.empty()) out.append(". ").append(spec.help);
    out.push_back('\n');
  }
}

void append_roles(std::string& out, const Generation& generation) {
  for (const ProtocolRole& role : generation.protocols()) {
    out.append("protocol ").append(role.id).append(":");
    out.append(role.client ? " client half" : "").append(role.client && role.upstream ? "," : "");
    out.append(role.upstream ? " upstream half\n" : "\n");
    for (const Route& route : role.routes) out.append("  route ").append(route.method + " " + route.path + "\n");
  }
  for (const ProviderRole& role : generation.providers()) {
    out.append("provider ").append(role.id).append(": ");
    out.append(role.steps ? "drives its own exchanges" : "speaks ");
    if (!role.steps) out.append(joined(role.protocols, [](const std::string& id) { return id; }));
    if (!role.default_base_url.empty()) out.append(", base_url ").append(role.default_base_url);
    out.push_back('\n');
    append_options(out, role.account_options, "  ");
  }
}

std::string header_text(const LoadedModule& module) {
  const aip_module& table = module.table();
  std::string out = "file:     " + module.file().native() + "\n";
  out.append("plugin:   ").append(text(table.name)).append(" ").append(text(table.version)).append("\n");
  out.append("vendor:   ").append(text(table.vendor)).append("\n");
  out.append("license:  ").append(text(table.license)).append("\n");
  out.append("abi:      ").append(std::to_string(table.abi_major)).append(".");
  return out.append(std::to_string(table.abi_minor)).append("\n");
}

}  // namespace

std::string list_text(std::span<const std::filesystem::path> folders) {
  std::string out;
  for (const std::filesystem::path& file : list_plugins(folders)) {
    const auto manifest = read_manifest(file);
    if (!manifest) {
      out.append(file.native()).append(": ").append(manifest.error().detail).append("\n");
      continue;
    }
    out.append(manifest->name).append(" ").append(manifest->version);
    out.append("  protocols: ").append(ids(manifest->protocols));
    out.append("  providers: ").append(ids(manifest->providers)).append("  ").append(file.native()).append("\n");
  }
  return out;
}

Result<std::string> inspect_text(const std::filesystem::path& file, HostServices& services) {
  const std::filesystem::path absolute = std::filesystem::absolute(file);
  auto manifest = read_manifest(absolute);
  if (!manifest) return std::move(manifest).error();
  auto module = LoadedModule::load(absolute, std::move(*manifest), services, AIP_MODE_PROBE);
  if (!module) return std::move(module).error();
  std::string out = header_text(*module);
  const auto specs = module->option_specs();
  append_options(out, specs, "");

  config::Faults missing;
  const auto defaults = config::check_options(specs, config::RawOptions(), "plugin", missing);
  if (!missing.empty()) return out.append("protocols and providers are known once its required options are set\n");
  auto generation = Generation::create(std::move(*module), defaults);
  if (!generation) return std::move(generation).error();
  append_roles(out, **generation);
  return out;
}

}  // namespace aipool::plugin
