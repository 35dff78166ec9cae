// SPDX-License-Identifier: MIT
#include <algorithm>

#include "core/config/pools_file.h"
#include "core/config/section.h"

namespace aipool::config {
namespace {

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::vector<HeaderConfig> read_headers(const Value& map, const std::string& path, Faults& faults) {
  std::vector<HeaderConfig> headers;
  for (const auto& [name, position, value] : map.entries) {
    const Complaint complaint = header_name_rule(name);
    if (!complaint.wrong.empty()) {
      add_fault(faults, position, path + ": " + quote_key(name) + " " + std::string(complaint.wrong), complaint.fix);
      continue;
    }
    const auto same = [&](const HeaderConfig& header) { return lower(header.name) == lower(name); };
    if (std::ranges::any_of(headers, same))
      add_fault(faults, position, path + ": " + quote_key(name) + " is set twice", "case does not matter: keep one");
    if (const std::string* text = text_by_rule(value, path + "." + name, header_value_rule, faults))
      headers.push_back({name, Secret(*text)});
  }
  return headers;
}

// So that a path can be appended to it.
void drop_slash_at_end(std::string& url) {
  while (url.ends_with('/')) url.pop_back();
}

}  // namespace

AccountConfig read_account(const Value& map, const std::string& provider, std::size_t number, const Paths& paths,
                           Faults& faults) {
  constexpr std::uint32_t kMostRequests = 1'000'000;
  const std::string path = "pools." + provider + "[" + std::to_string(number - 1) + "]";
  AccountConfig account;
  account.position = map.position;
  account.uuid = provider + "-" + std::to_string(number);
  Section section(map, path, faults);
  section.text("uuid", account.uuid, uuid_rule);
  account.name = account.uuid;
  section.text("name", account.name);
  section.boolean("enabled", account.enabled);
  section.boolean("check_health", account.check_health);
  section.text("check_model", account.check_model, model_rule);
  section.text("base_url", account.base_url, base_url_rule);
  section.text("auth_base_url", account.auth_base_url, base_url_rule);
  drop_slash_at_end(account.base_url);
  drop_slash_at_end(account.auth_base_url);
  section.text("protocol", account.protocol, protocol_rule);
  section.secret("api_key", account.api_key);
  std::string credentials;  // a login may have yet to make the file
  section.text("oauth_creds_file_path", credentials);
  if (!credentials.empty()) account.oauth_creds_file_path = paths.existing_or_new(credentials);
  section.texts("models", account.models, model_pattern_rule);
  section.text("default_model", account.default_model, model_rule);
  section.texts("not_supported_models", account.not_supported_models, model_pattern_rule);
  section.integer("concurrency_limit", account.concurrency_limit, 0, kMostRequests);
  section.integer("queue_limit", account.queue_limit, 0, kMostRequests);
  if (const Value* headers = section.take_map("headers"))
    account.headers = read_headers(*headers, section.path_of("headers"), faults);
  section.secret("proxy", account.proxy.address, account_proxy_rule, &account.proxy.position);
  section.path("tls_ca_file", account.tls_ca_file, paths);
  account.options = section.rest();
  return account;
}

}  // namespace aipool::config
