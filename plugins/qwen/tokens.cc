// SPDX-License-Identifier: MIT
#include "plugins/qwen/tokens.h"

#include "aipool/oauth.hpp"
#include "plugins/qwen/sign_in.h"

namespace aipool::qwen {
namespace {

std::optional<Tokens> tokens_in(json::Value root) {
  Tokens tokens;
  tokens.access_token = root.find("access_token").string();
  tokens.refresh_token = root.find("refresh_token").string();
  tokens.token_type = root.find("token_type").string();
  tokens.resource_url = root.find("resource_url").string();
  if (tokens.access_token.empty()) return std::nullopt;
  return tokens;
}

std::string quoted_or_nothing(std::string_view text) { return text.empty() ? std::string() : oauth::quoted(text); }

}  // namespace

std::optional<Tokens> read_document(std::string_view text) {
  json::Document document;
  if (document.parse(text) != json::Error::kNone) return std::nullopt;
  auto tokens = tokens_in(document.root());
  if (tokens) tokens->expiry_date = document.root().find("expiry_date").int64().value_or(0);
  return tokens;
}

std::optional<Tokens> read_answer(std::string_view text, std::int64_t now_unix_ms) {
  json::Document document;
  if (document.parse(text) != json::Error::kNone) return std::nullopt;
  auto tokens = tokens_in(document.root());
  const std::int64_t seconds = document.root().find("expires_in").int64().value_or(0);
  constexpr std::int64_t kSecondsMax = 366LL * 24 * 3600;
  if (tokens && seconds > 0 && seconds <= kSecondsMax) tokens->expiry_date = now_unix_ms + seconds * 1000;
  return tokens;
}

std::string with_tokens(std::string_view document, const Tokens& tokens) {
  return oauth::with_members(document, {{"access_token", oauth::quoted(tokens.access_token)},
                                        {"refresh_token", quoted_or_nothing(tokens.refresh_token)},
                                        {"token_type", quoted_or_nothing(tokens.token_type)},
                                        {"resource_url", quoted_or_nothing(tokens.resource_url)},
                                        {"expiry_date", std::to_string(tokens.expiry_date)}});
}

std::string base_url_of(std::string_view resource_url) {
  if (resource_url.empty()) return std::string(kDefaultBaseUrl);
  std::string url;
  if (resource_url.find("://") == std::string_view::npos) url = "https://";
  url += resource_url;
  while (url.ends_with('/')) url.pop_back();
  if (!url.ends_with("/v1")) url += "/v1";
  return url;
}

}  // namespace aipool::qwen
