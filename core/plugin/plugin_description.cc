// SPDX-License-Identifier: MIT
#include "core/plugin/plugin_description.h"

#include <algorithm>
#include <utility>

#include "aipool/json.hpp"
#include "core/plugin/abi_view.h"
#include "core/plugin/generation.h"
#include "core/plugin/loaded_module.h"

namespace aipool::plugin {
namespace {

void write_member(json::Writer& out, std::string_view key, std::string_view value) {
  out.key(key).string(printable(value));
}

void write_specs(json::Writer& out, std::span<const config::OptionSpec> specs) {
  out.key("options").begin_array();
  for (const config::OptionSpec& spec : specs) {
    out.begin_object();
    write_member(out, "name", spec.name);
    out.key("type").number(static_cast<int>(spec.type));
    out.key("secret").boolean(spec.secret).key("required").boolean(spec.required).key("reload").boolean(spec.reload);
    if (spec.default_text) write_member(out, "default", *spec.default_text);
    write_member(out, "help", spec.help);
    out.end_object();
  }
  out.end_array();
}

// Values that are not there read as empty and false: the kinds were checked when they were written.
std::string text_of(json::Value object, std::string_view key) { return object.find(key).string(); }
bool flag_of(json::Value object, std::string_view key) { return object.find(key).boolean().value_or(false); }

std::vector<std::string> texts_of(json::Value object, std::string_view key) {
  std::vector<std::string> texts;
  for (const json::Value item : object.find(key).elements()) texts.push_back(item.string());
  return texts;
}

std::vector<config::OptionSpec> specs_of(json::Value object) {
  std::vector<config::OptionSpec> specs;
  for (const json::Value item : object.find("options").elements()) {
    config::OptionSpec spec;
    spec.name = text_of(item, "name");
    const std::int64_t type = item.find("type").int64().value_or(0);
    const bool known = type >= 0 && type <= static_cast<int>(config::OptionType::kStringMap);
    spec.type = known ? static_cast<config::OptionType>(type) : config::OptionType::kString;
    spec.secret = flag_of(item, "secret");
    spec.required = flag_of(item, "required");
    spec.reload = flag_of(item, "reload");
    if (const json::Value value = item.find("default")) spec.default_text = value.string();
    spec.help = text_of(item, "help");
    specs.push_back(std::move(spec));
  }
  return specs;
}

}  // namespace

std::string printable(std::string_view text) {
  const bool valid = json::find_invalid_utf8(text.data(), text.data() + text.size()) == text.data() + text.size();
  std::string shown(text);
  std::replace_if(
      shown.begin(), shown.end(),
      [&](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || (!valid && (c & 0x80) != 0); }, '?');
  return shown;
}

std::string module_json(const LoadedModule& module) {
  const aip_module& table = module.table();
  std::string json;
  json::Writer out(json);
  out.begin_object();
  write_member(out, "name", text(table.name));
  write_member(out, "version", text(table.version));
  write_member(out, "vendor", text(table.vendor));
  write_member(out, "license", text(table.license));
  write_member(out, "abi", std::to_string(table.abi_major) + "." + std::to_string(table.abi_minor));
  write_specs(out, module.option_specs());
  out.end_object();
  return json;
}

std::string roles_json(const Generation& generation) {
  std::string json;
  json::Writer out(json);
  out.begin_object().key("protocols").begin_array();
  for (const ProtocolRole& role : generation.protocols()) {
    out.begin_object();
    write_member(out, "id", role.id);
    out.key("client").boolean(role.client.has_value()).key("upstream").boolean(role.upstream.has_value());
    out.key("routes").begin_array();
    for (const Route& route : role.routes) out.string(printable(route.method + " " + route.path));
    out.end_array().end_object();
  }
  out.end_array().key("providers").begin_array();
  for (const ProviderRole& role : generation.providers()) {
    out.begin_object();
    write_member(out, "id", role.id);
    out.key("steps").boolean(role.steps.has_value()).key("protocols").begin_array();
    for (const std::string& id : role.protocols) out.string(printable(id));
    out.end_array();
    write_member(out, "base_url", role.default_base_url);
    write_specs(out, role.account_options);
    out.end_object();
  }
  out.end_array().end_object();
  return json;
}

bool read_module_json(std::string_view json, PluginDescription& description) {
  json::Document document;
  if (document.parse(json) != json::Error::kNone || !document.root().is_object()) return false;
  const json::Value root = document.root();
  description.name = text_of(root, "name");
  description.version = text_of(root, "version");
  description.vendor = text_of(root, "vendor");
  description.license = text_of(root, "license");
  description.abi = text_of(root, "abi");
  description.options = specs_of(root);
  return !description.name.empty();
}

bool read_roles_json(std::string_view json, PluginDescription& description) {
  json::Document document;
  if (document.parse(json) != json::Error::kNone || !document.root().is_object()) return false;
  for (const json::Value item : document.root().find("protocols").elements()) {
    description.protocols.push_back(
        {text_of(item, "id"), flag_of(item, "client"), flag_of(item, "upstream"), texts_of(item, "routes")});
  }
  for (const json::Value item : document.root().find("providers").elements()) {
    description.providers.push_back({text_of(item, "id"), flag_of(item, "steps"), texts_of(item, "protocols"),
                                     text_of(item, "base_url"), specs_of(item)});
  }
  description.created = true;
  return true;
}

}  // namespace aipool::plugin
