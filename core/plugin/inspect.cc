// SPDX-License-Identifier: MIT
#include "core/plugin/inspect.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/config/options.h"
#include "core/plugin/manifest.h"
#include "core/plugin/plugin_description.h"
#include "core/plugin/plugin_files.h"
#include "core/plugin/staged_plugin.h"

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

void append_roles(std::string& out, const PluginDescription& plugin) {
  for (const PluginDescription::Protocol& protocol : plugin.protocols) {
    out.append("protocol ").append(protocol.id).append(":");
    out.append(protocol.client ? " client half" : "").append(protocol.client && protocol.upstream ? "," : "");
    out.append(protocol.upstream ? " upstream half\n" : "\n");
    for (const std::string& route : protocol.routes) out.append("  route ").append(route).append("\n");
  }
  for (const PluginDescription::Provider& provider : plugin.providers) {
    out.append("provider ").append(provider.id).append(": ");
    out.append(provider.steps ? "drives its own exchanges" : "speaks ");
    if (!provider.steps) out.append(joined(provider.protocols, [](const std::string& id) { return id; }));
    if (!provider.base_url.empty()) out.append(", base_url ").append(provider.base_url);
    out.push_back('\n');
    append_options(out, provider.options, "  ");
  }
}

std::string header_text(const StagedPlugin& staged, const PluginDescription& plugin) {
  std::string out = "file:     " + staged.origin.native() + "\n";
  out.append("sha256:   ").append(staged.sha256).append("\n");
  out.append("plugin:   ").append(plugin.name).append(" ").append(plugin.version).append("\n");
  out.append("vendor:   ").append(plugin.vendor).append("\n");
  out.append("license:  ").append(plugin.license).append("\n");
  out.append("abi:      ").append(plugin.abi).append("\n");
  if (staged.facts.outliving_import.empty()) return out;
  return out.append("stays in memory until the server ends: it imports ")
      .append(printable(staged.facts.outliving_import))
      .append("\n");
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

Result<std::string> inspect_text(const std::filesystem::path& file, const PluginHost& host) {
  auto staged = stage_plugin(std::filesystem::absolute(file), {}, host.run_folder);
  if (!staged) return std::move(staged).error();
  const auto defaults = [](std::span<const config::OptionSpec> specs) {
    config::Faults missing;
    auto values = config::check_options(specs, config::RawOptions(), "plugin", missing);
    return missing.empty() ? std::optional(std::move(values)) : std::nullopt;
  };
  const auto plugin = host.prober.probe(staged->copy.path(), defaults);
  if (!plugin) return plugin.error();
  std::string out = header_text(*staged, *plugin);
  append_options(out, plugin->options, "");
  if (!plugin->created) out.append("protocols and providers are known once its required options are set\n");
  append_roles(out, *plugin);
  return out;
}

}  // namespace aipool::plugin
