// SPDX-License-Identifier: MIT
#include "core/app/login_text.h"

#include <algorithm>
#include <string_view>

#include "aipool/json.hpp"

namespace aipool::app {
namespace {

// JSON's strings are YAML's. `$${` is a literal `${`.
std::string yaml_quoted(std::string_view text, bool literal) {
  std::string escaped;
  for (const char c : text) {
    if (literal && c == '{' && escaped.ends_with('$')) escaped += "${";
    else escaped += c;
  }
  std::string out;
  json::append_quoted(out, escaped);
  return out;
}

std::string variable_of(std::string_view key) {
  std::string name;
  for (const char c : key) name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c == '-' ? '_' : c;
  return "${" + name + "}";
}

bool is_secret(std::string_view key, std::span<const config::OptionSpec> options) {
  constexpr std::string_view kHostSecrets[] = {"api_key", "proxy"};
  if (std::ranges::find(kHostSecrets, key) != std::end(kHostSecrets)) return true;
  const auto option = std::ranges::find(options, key, &config::OptionSpec::name);
  return option != options.end() && option->secret;
}

}  // namespace

std::string pools_entry(const std::string& provider, const config::AccountConfig& account, const LoginOptions& login,
                        std::span<const config::OptionSpec> options, const std::filesystem::path& document) {
  std::string text = "pools:\n  " + provider + ":\n    - uuid: " + account.uuid;
  text += "\n      oauth_creds_file_path: " + yaml_quoted(document.native(), true) + "\n";
  for (const std::string& setting : login.set) {
    const std::string key = setting.substr(0, setting.find('='));
    if (key == "uuid" || key == "oauth_creds_file_path") continue;
    const std::string_view value = std::string_view(setting).substr(key.size() + 1);
    const bool by_name = value.starts_with("${") && value.ends_with('}');
    const bool hidden = is_secret(key, options) && !by_name;
    text += "      " + key + ": " + yaml_quoted(hidden ? variable_of(key) : std::string(value), false) + "\n";
  }
  return text;
}

}  // namespace aipool::app
