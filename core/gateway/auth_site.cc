// SPDX-License-Identifier: MIT
#include "core/gateway/auth_site.h"

#define OPENSSL_SUPPRESS_DEPRECATED  // as client_auth.cc, with which it is compiled in one piece
#include <openssl/evp.h>
#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <system_error>
#include <utility>

namespace aipool::gateway {
namespace {

std::filesystem::path home_folder() {
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') return home;
  const passwd* user = ::getpwuid(::getuid());
  return user == nullptr || user->pw_dir == nullptr ? "" : user->pw_dir;
}

std::filesystem::path without_tilde(std::string_view path) {
  if (!path.starts_with("~/")) return path;
  const std::filesystem::path home = home_folder();
  return home.empty() ? home : home / path.substr(2);
}

std::filesystem::path document_of(const plugin::AuthMachine& machine, const config::AccountConfig& account) {
  const std::filesystem::path file = account.oauth_creds_file_path.empty()
                                         ? without_tilde(machine.default_document())
                                         : without_tilde(account.oauth_creds_file_path.string());
  std::error_code failure;
  std::filesystem::path whole = std::filesystem::absolute(file, failure);
  return failure || file.empty() ? file : whole.lexically_normal();
}

// By links, one file may have several names.
std::filesystem::path file_behind(const std::filesystem::path& document) {
  std::error_code unresolved;
  std::filesystem::path whole = std::filesystem::weakly_canonical(document, unresolved);
  return unresolved ? document : whole;
}

// Accounts share a credential if nothing that their machine sees tells them apart.
std::string key_of(const plugin::AuthMachine& machine, const std::filesystem::path& document,
                   const config::AccountConfig& account) {
  std::string all;
  const auto add = [&all](std::string_view text) { all.append(std::to_string(text.size())).append(":").append(text); };
  add(machine.id());
  add(file_behind(document).string());
  add(account.auth_base_url);
  add(account.base_url);
  for (const config::Entry& option : account.options.entries) {
    add(option.key);
    add(option.value.text);
    for (const config::Value& item : option.value.items) add(item.text);
    for (const config::Entry& item : option.value.entries) {
      add(item.key);
      add(item.value.text);
    }
  }
  unsigned char digest[EVP_MAX_MD_SIZE] = {};
  ::EVP_Digest(all.data(), all.size(), digest, nullptr, ::EVP_sha256(), nullptr);
  constexpr char kHex[] = "0123456789abcdef";
  std::string key;
  for (std::size_t i = 0; i < 16; ++i) key.append({kHex[digest[i] >> 4], kHex[digest[i] & 15]});
  return key;
}

}  // namespace

std::optional<AuthSite> auth_site(const plugin::Provider& provider, const config::AccountConfig& account,
                                  const std::filesystem::path& state_dir, const ProxyChoice& proxies,
                                  http::TlsTrusts& trusts, config::Faults& faults) {
  const auto fault = [&](std::string what, std::string fix) {
    config::add_fault(faults, account.position, "account \"" + account.uuid + "\": " + std::move(what), std::move(fix));
    return std::optional<AuthSite>();
  };
  const plugin::AuthMachine machine = *provider.auth();
  const std::filesystem::path document = document_of(machine, account);
  if (document.empty()) return fault("oauth_creds_file_path is missing", "add it: there is no home folder to look in");
  auto trust = trusts.of(account.tls_ca_file);
  if (!trust) return fault(trust.error().detail, "");
  const std::string key = key_of(machine, document, account);
  const auto reach = [proxies, account, trust = *std::move(trust)](const http::Origin& origin) {
    config::Faults known;  // they were told when the snapshot was built
    http::Endpoint endpoint;
    endpoint.origin = origin;
    endpoint.proxy = proxies.of(account, origin, known);
    if (origin.tls) endpoint.trust = trust;
    return endpoint;
  };
  std::filesystem::path state_file;
  if (!state_dir.empty()) state_file = state_dir / "credentials" / (key + ".state");
  return AuthSite{machine, std::string(provider.id()), account.uuid, key, document, std::move(state_file), reach};
}

}  // namespace aipool::gateway
