// SPDX-License-Identifier: MIT
#include "core/app/login_text.h"

#include <limits.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>
#include <string_view>

#include "aipool/json.hpp"
#include "core/config/value.h"

namespace aipool::app {
namespace {

// JSON's strings are YAML's. `$${` is a literal `${`.
std::string yaml_quoted(std::string_view text, bool literal) {
  std::string escaped;
  for (const char c : text) {
    if (literal && c == '{' && escaped.ends_with('$'))
      escaped += "${";
    else
      escaped += c;
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
    const bool plain = !hidden && config::kind_of_plain(value) != config::Kind::kString;  // a number, or true
    text += "      " + key + ": " +
            (plain ? std::string(value) : yaml_quoted(hidden ? variable_of(key) : std::string(value), false)) + "\n";
  }
  return text;
}

std::string forward_command(std::uint16_t port, const config::Environment& environment) {
  // CLIENT PORT SERVER PORT
  std::istringstream connection(environment("SSH_CONNECTION").value_or(""));
  std::string client, client_port, server, server_port;
  connection >> client >> client_port >> server >> server_port;
  char name[HOST_NAME_MAX + 1] = {};
  if (server.empty() && ::gethostname(name, sizeof name - 1) == 0) server = name;
  const std::string user = environment("USER").value_or("");
  const std::string number = std::to_string(port);
  std::string command = "ssh -L " + number + ":127.0.0.1:" + number;
  if (!server_port.empty() && server_port != "22") command += " -p " + server_port;
  return command + " " + (user.empty() ? "" : user + "@") + server;
}

}  // namespace aipool::app
