// SPDX-License-Identifier: MIT
#include "plugins/kiro/sign_in/credential.h"

#include <algorithm>

#include "aipool/sdk/bytes.hpp"
#include "plugins/kiro/sign_in/iso_time.h"

namespace aipool::kiro {
namespace {

constexpr std::size_t kRefreshTokenMin = 100;
constexpr std::string_view kApiKeyStart = "ksk_";

std::string text_at(json::Value object, std::string_view key) { return object.find(key).string(); }

// A time in ISO's form, or a number of seconds.
std::int64_t time_at(json::Value object, std::string_view key) {
  const json::Value value = object.find(key);
  if (value.is_string()) return read_iso_time(value.string());
  const double seconds = value.number().value_or(0);
  return seconds > 0 && seconds < 1e12 ? static_cast<std::int64_t>(seconds * 1000) : 0;
}

bool is_word(std::string_view said, std::string_view word) { return sdk::equals_ignoring_case(said, word); }

SignIn kind_of(json::Value object, const Credential& credential) {
  const std::string method = text_at(object, "authMethod");
  const std::string provider = text_at(object, "provider");
  if (credential.access_token.starts_with(kApiKeyStart)) return SignIn::kApiKey;
  if (is_word(method, "external_idp") || is_word(provider, "ExternalIdp")) return SignIn::kExternal;
  if (is_word(method, "social")) return SignIn::kSocial;
  if (is_word(method, "idc") || is_word(method, "builder-id")) return SignIn::kOidc;
  if (is_word(provider, "BuilderId") || is_word(provider, "Enterprise")) return SignIn::kOidc;
  const bool registered = !credential.client_id.empty() && !credential.client_secret.empty();
  return registered || !credential.client_id_hash.empty() ? SignIn::kOidc : SignIn::kSocial;
}

std::string scopes_at(json::Value object) {
  const json::Value value = object.find("scopes");
  std::string text = value.string();
  for (const json::Value each : value.elements()) text.append(text.empty() ? "" : " ").append(each.string());
  return text;
}

}  // namespace

std::optional<Credential> read_credential(std::string_view document) {
  json::Document parsed;
  if (parsed.parse(document) != json::Error::kNone) return std::nullopt;
  json::Value object = parsed.root();
  Credential credential;
  credential.is_list = object.is_array();
  if (credential.is_list && object.size() != 0) object = *object.elements().begin();
  if (!object.is_object()) return std::nullopt;
  credential.access_token = text_at(object, "accessToken");
  for (const std::string_view key : {"kiroApiKey", "apiKey"}) {
    if (credential.access_token.empty()) credential.access_token = text_at(object, key);
  }
  credential.refresh_token = text_at(object, "refreshToken");
  credential.profile_arn = text_at(object, "profileArn");
  credential.auth_region = text_at(object, "authRegion");
  if (credential.auth_region.empty()) credential.auth_region = text_at(object, "idcRegion");
  if (credential.auth_region.empty()) credential.auth_region = text_at(object, "region");
  credential.api_region = text_at(object, "apiRegion");
  credential.client_id = text_at(object, "clientId");
  credential.client_secret = text_at(object, "clientSecret");
  credential.client_id_hash = text_at(object, "clientIdHash");
  credential.token_endpoint = text_at(object, "tokenEndpoint");
  credential.scopes = scopes_at(object);
  credential.audience = text_at(object, "audience");
  credential.expires_unix_ms = time_at(object, "expiresAt");
  credential.registration_expires_unix_ms = time_at(object, "clientSecretExpiresAt");
  credential.kind = kind_of(object, credential);
  return credential;
}

bool read_registration(std::string_view document, Credential& to) {
  json::Document parsed;
  if (parsed.parse(document) != json::Error::kNone) return false;
  const json::Value object = parsed.root();
  to.client_id = text_at(object, "clientId");
  to.client_secret = text_at(object, "clientSecret");
  to.registration_expires_unix_ms = time_at(object, "clientSecretExpiresAt");
  if (to.registration_expires_unix_ms == 0) to.registration_expires_unix_ms = time_at(object, "expiresAt");
  return !to.client_id.empty() && !to.client_secret.empty();
}

bool is_registration_name(std::string_view hash) {
  constexpr std::size_t kSizeMax = 128;
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !hash.empty() && hash.size() <= kSizeMax && std::all_of(hash.begin(), hash.end(), is_letter);
}

bool is_cut(std::string_view refresh_token) {
  return refresh_token.size() < kRefreshTokenMin || refresh_token.find("...") != std::string_view::npos;
}

}  // namespace aipool::kiro
