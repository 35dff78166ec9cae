// SPDX-License-Identifier: MIT
#include "plugins/gemini/code_assist/options.h"

#include <algorithm>
#include <charconv>

#include "aipool/json.hpp"
#include "plugins/gemini/account_option.h"

namespace aipool::gemini::code_assist {
namespace {

// Gemini CLI's own, published in its sources; so is its secret, which the operator supplies.
constexpr std::string_view kClientId = "681255809395-oo8ft2oprdrnp9e3aqf6av3hmdib135j.apps.googleusercontent.com";
constexpr std::string_view kScopes =
    "https://www.googleapis.com/auth/cloud-platform https://www.googleapis.com/auth/userinfo.email "
    "https://www.googleapis.com/auth/userinfo.profile";
constexpr std::string_view kPasteRedirect = "https://codeassist.google.com/authcode";
constexpr std::string_view kApiVersion = "v1internal";
constexpr std::string_view kHonestName = "aipool";
constexpr std::string_view kSkew = "60000";
constexpr std::string_view kPollInterval = "5000";
constexpr std::string_view kPatience = "300000";
constexpr std::string_view kModels =
    R"(["gemini-2.5-pro","gemini-2.5-flash","gemini-2.5-flash-lite","gemini-3-pro-preview","gemini-3-flash-preview",)"
    R"("gemini-3.1-pro-preview","gemini-3.1-flash-lite-preview","gemini-3.5-flash"])";
constexpr std::string_view kBackendNames = R"({"gemini-3.5-flash":"gemini-3-flash"})";

constexpr aip_option kOptionTable[] = {
    sdk::option("project_id", AIP_OPTION_STRING, 0, {}, "id of the Google Cloud project; not its number"),
    sdk::option("client_id", AIP_OPTION_STRING, 0, kClientId, "the OAuth client; that of Gemini CLI if left out"),
    sdk::option("client_secret", AIP_OPTION_STRING, AIP_OPTION_FLAG_SECRET, {},
                "the OAuth client's secret; needed to sign in and to refresh"),
    sdk::option("scopes", AIP_OPTION_STRING, 0, kScopes, "what a login asks for, with blanks between"),
    sdk::option("paste_redirect", AIP_OPTION_STRING, 0, kPasteRedirect,
                "the page that shows the code of login `paste`"),
    sdk::option("api_version", AIP_OPTION_STRING, 0, kApiVersion, "version of the API, the first segment of the path"),
    sdk::option("user_agent", AIP_OPTION_STRING, 0, kHonestName, "header user-agent"),
    sdk::option("api_client", AIP_OPTION_STRING, 0, kHonestName, "header x-goog-api-client"),
    sdk::option("model_list", AIP_OPTION_STRINGS, 0, kModels, "models to list: the vendor has no list of its own"),
    sdk::option("backend_names", AIP_OPTION_MAP, 0, kBackendNames, "models that this backend knows by another name"),
    sdk::option("expiry_skew", AIP_OPTION_DURATION, 0, kSkew, "a token with less time left is refreshed at the start"),
    sdk::option("onboarding_poll_interval", AIP_OPTION_DURATION, 0, kPollInterval, "between looks at an onboarding"),
    sdk::option("onboarding_patience", AIP_OPTION_DURATION, 0, kPatience, "how long an onboarding may take"),
};

std::int64_t milliseconds_option(const aip_account& account, std::string_view name, std::string_view absent) {
  const std::string_view text = option_of(account, name, absent);
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string_view api_version_of(const aip_account& account) { return option_of(account, "api_version", kApiVersion); }

bool is_one_segment(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string sign_in_url(const aip_account& account, std::string_view vendors_own, std::string_view path) {
  const std::string_view chosen = sdk::view(account.auth_base_url);
  return std::string(chosen.empty() ? vendors_own : chosen).append(path);
}

}  // namespace

std::span<const aip_option> option_table() { return kOptionTable; }

void check_options(const aip_account& account) {
  if (is_project_number(project_of(account))) {
    throw sdk::Fault{AIP_E_INVALID_REQUEST, "is a project's number; give the project's id", "project_id"};
  }
  if (!is_one_segment(api_version_of(account))) {
    throw sdk::Fault{AIP_E_INVALID_REQUEST, "is not one segment of a path", "api_version"};
  }
  if (sdk::view(account.base_url).ends_with("/" + std::string(api_version_of(account)))) {
    throw sdk::Fault{AIP_E_INVALID_REQUEST, "ends with a version, which gemini-oauth adds itself; leave it out",
                     "base_url"};
  }
}

std::string_view project_of(const aip_account& account) { return option_of(account, "project_id"); }
std::string_view client_id_of(const aip_account& account) { return option_of(account, "client_id", kClientId); }
std::string_view client_secret_of(const aip_account& account) { return option_of(account, "client_secret"); }
bool is_published_client(std::string_view client_id) { return client_id == kClientId; }
std::string_view scopes_of(const aip_account& account) { return option_of(account, "scopes", kScopes); }
std::string_view user_agent_of(const aip_account& account) { return option_of(account, "user_agent", kHonestName); }
std::string_view api_client_of(const aip_account& account) { return option_of(account, "api_client", kHonestName); }
std::string_view paste_redirect_of(const aip_account& account) {
  return option_of(account, "paste_redirect", kPasteRedirect);
}
std::int64_t expiry_skew_ms(const aip_account& account) { return milliseconds_option(account, "expiry_skew", kSkew); }
std::int64_t poll_interval_ms(const aip_account& account) {
  return milliseconds_option(account, "onboarding_poll_interval", kPollInterval);
}
std::int64_t onboarding_patience_ms(const aip_account& account) {
  return milliseconds_option(account, "onboarding_patience", kPatience);
}

std::vector<std::string> model_list_of(const aip_account& account) {
  const std::string_view text = option_of(account, "model_list", kModels);
  json::Document document;
  std::vector<std::string> models;
  if (document.parse(text) != json::Error::kNone) return models;
  for (const json::Value model : document.root().elements()) models.push_back(model.string());
  return models;
}

std::string backend_model(const aip_account& account, std::string_view model) {
  const std::string_view text = option_of(account, "backend_names", kBackendNames);
  json::Document document;
  if (document.parse(text) != json::Error::kNone) return std::string(model);
  const json::Value name = document.root().find(model);
  return name.is_string() ? name.string() : std::string(model);
}

std::string api_path(const aip_account& account) { return "/" + std::string(api_version_of(account)); }

std::string api_url(const aip_account& account) {
  const std::string_view base = sdk::view(account.base_url);
  return std::string(base.empty() ? kBaseUrl : base) + api_path(account);
}

std::string token_url(const aip_account& account) {
  return sign_in_url(account, "https://oauth2.googleapis.com", "/token");
}
std::string authorize_url(const aip_account& account) {
  return sign_in_url(account, "https://accounts.google.com", "/o/oauth2/v2/auth");
}

bool is_project_number(std::string_view project) {
  return !project.empty() && std::all_of(project.begin(), project.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace aipool::gemini::code_assist
