// SPDX-License-Identifier: MIT
#include <algorithm>

#include "core/config/config_file.h"
#include "core/config/section.h"

namespace aipool::config {
namespace {

PluginEntry read_plugin(const Value& value, const std::string& path, const Paths& paths, Faults& faults) {
  PluginEntry plugin;
  plugin.position = value.position;
  plugin.options.position = value.position;
  if (value.kind != Kind::kMap) {
    if (const std::string* name = text_by_rule(value, path, plugin_name_rule, faults)) plugin.name = *name;
    return plugin;
  }
  Section section(value, path, faults);
  section.text("name", plugin.name, plugin_name_rule);
  if (find(value, "name") == nullptr) section.fault(value.position, "name", "is missing", "name the plugin");
  section.path("path", plugin.path, paths);
  section.text("sha256", plugin.sha256, sha256_rule);
  if (const Value* config = section.take_map("config")) plugin.options = {config->entries, config->position, {}};
  section.finish();
  return plugin;
}

}  // namespace

std::vector<PluginEntry> read_plugins(const Value& list, const Paths& paths, Faults& faults) {
  std::vector<PluginEntry> plugins;
  for (const Value& item : list.items) {
    const std::string path = "plugins[" + std::to_string(plugins.size()) + "]";
    PluginEntry plugin = read_plugin(item, path, paths, faults);
    if (!plugin.name.empty() && std::ranges::find(plugins, plugin.name, &PluginEntry::name) != plugins.end())
      add_fault(faults, item.position, path + ": the plugin \"" + plugin.name + "\" is listed twice", "keep one entry");
    plugins.push_back(std::move(plugin));
  }
  return plugins;
}

}  // namespace aipool::config
