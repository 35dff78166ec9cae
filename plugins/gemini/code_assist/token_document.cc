// SPDX-License-Identifier: MIT
#include "plugins/gemini/code_assist/token_document.h"

#include <algorithm>

#include "aipool/json.hpp"
#include "aipool/oauth.hpp"
#include "plugins/gemini/duration.h"

namespace aipool::gemini::code_assist {
namespace {

constexpr std::int64_t kUsualLifetime = 3'600'000;

std::int64_t whole(json::Value value) {
  constexpr double kWholeMax = 9e15;
  const double number = value.number().value_or(0);
  return number > 0 && number < kWholeMax ? static_cast<std::int64_t>(number) : 0;
}

// Where CLIProxyAPI keeps the tokens.
json::Value nested_tokens(json::Value root) {
  const json::Value token = root.find("token");
  return token.is_object() ? token : json::Value();
}

std::string quoted_or_nothing(const std::string& text) { return text.empty() ? std::string() : oauth::quoted(text); }

}  // namespace

std::optional<TokenDocument> read_tokens(std::string_view document) {
  json::Document parsed;
  if (parsed.parse(document) != json::Error::kNone || !parsed.root().is_object()) return std::nullopt;
  const json::Value root = parsed.root();
  const json::Value nested = nested_tokens(root);
  const json::Value tokens = nested ? nested : root;
  TokenDocument found;
  found.access_token = tokens.find("access_token").string();
  found.refresh_token = tokens.find("refresh_token").string();
  found.client_id = tokens.find("client_id").string();
  found.client_secret = tokens.find("client_secret").string();
  found.project = root.find("project_id").string();
  found.expires = whole(tokens.find("expiry_date"));
  if (found.expires == 0) found.expires = std::max<std::int64_t>(instant_ms(tokens.find("expiry").string()), 0);
  if (found.access_token.empty() && found.refresh_token.empty()) return std::nullopt;
  return found;
}

std::optional<NewTokens> read_token_answer(std::string_view body, std::int64_t now_unix_ms) {
  json::Document parsed;
  if (parsed.parse(body) != json::Error::kNone) return std::nullopt;
  const json::Value root = parsed.root();
  NewTokens tokens;
  tokens.access_token = root.find("access_token").string();
  tokens.refresh_token = root.find("refresh_token").string();
  tokens.scope = root.find("scope").string();
  tokens.token_type = root.find("token_type").string();
  tokens.id_token = root.find("id_token").string();
  const json::Value lifetime = root.find("expires_in");
  tokens.expires = now_unix_ms + (lifetime ? whole(lifetime) * 1000 : kUsualLifetime);
  if (tokens.access_token.empty()) return std::nullopt;
  return tokens;
}

std::string with_tokens(std::string_view document, const NewTokens& tokens) {
  oauth::Members all = {{"access_token", oauth::quoted(tokens.access_token)},
                        {"refresh_token", quoted_or_nothing(tokens.refresh_token)},
                        {"scope", quoted_or_nothing(tokens.scope)},
                        {"token_type", quoted_or_nothing(tokens.token_type)},
                        {"id_token", quoted_or_nothing(tokens.id_token)}};
  json::Document parsed;
  const json::Value nested =
      parsed.parse(document) == json::Error::kNone ? nested_tokens(parsed.root()) : json::Value();
  if (!nested) {
    all.emplace_back("expiry_date", std::to_string(tokens.expires));
    return oauth::with_members(document, all);
  }
  all.emplace_back("expiry", oauth::quoted(instant_text(tokens.expires)));
  if (nested.find("expiry_date")) all.emplace_back("expiry_date", std::to_string(tokens.expires));
  return oauth::with_members(document, {{"token", oauth::with_members(nested.raw(), all)}});
}

}  // namespace aipool::gemini::code_assist
