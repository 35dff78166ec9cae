// SPDX-License-Identifier: MIT
#include "plugins/kiro/account_options.h"

#include <algorithm>
#include <charconv>

namespace aipool::kiro {
namespace {

constexpr aip_option kOptions[] = {
    sdk::option("region", AIP_OPTION_STRING, 0, {}, "of the service; default: that of the profile, else us-east-1"),
    sdk::option("auth_region", AIP_OPTION_STRING, 0, {},
                "of the sign-in; default: that of the credential, else us-east-1"),
    sdk::option("start_url", AIP_OPTION_STRING, 0, {}, "of the organisation, for a login by identity-center"),
    sdk::option("profile_arn", AIP_OPTION_STRING, 0, {},
                "the profile to use; default: the credential's, or the first listed"),
    sdk::option("path", AIP_OPTION_STRING, 0, "/generateAssistantResponse", "where requests go, below base_url"),
    sdk::option("target", AIP_OPTION_STRING, 0, {}, "sent as X-Amz-Target, which some paths want"),
    sdk::option("content_type", AIP_OPTION_STRING, 0, "application/json", "of requests"),
    sdk::option("origin", AIP_OPTION_STRING, 0, "AI_EDITOR", "AI_EDITOR or CLI: must fit base_url and target"),
    sdk::option("trigger", AIP_OPTION_STRING, 0, "MANUAL", "sent as chatTriggerType"),
    sdk::option("body_fields", AIP_OPTION_STRINGS, 0, "[]",
                "fields that some hosts want and others refuse: agentMode, agentTaskType, agentContinuationId"),
    sdk::option("agent_mode", AIP_OPTION_STRING, 0, "vibe", "the value of agentMode and agentTaskType"),
    sdk::option("inference_config", AIP_OPTION_BOOLEAN, 0, "false",
                "whether the limit of output, temperature and top_p are sent"),
    sdk::option("thinking", AIP_OPTION_STRING, 0, "tags",
                "how models are asked to think: tags in the prompt; adaptive or effort, fields of newer models; off"),
    sdk::option("history_max", AIP_OPTION_SIZE, 0, "0",
                "longer histories lose their oldest turns, reported; 0: none do"),
    sdk::option("model_names", AIP_OPTION_MAP, 0, "{}", "the service's name of a model by the client's"),
    sdk::option("context_windows", AIP_OPTION_MAP, 0, "{}",
                "tokens by the service's name of a model, for estimates of usage"),
    sdk::option("optout", AIP_OPTION_BOOLEAN, 0, "true", "whether the service is told not to learn from the content"),
    sdk::option("machine_id", AIP_OPTION_STRING, 0, {}, "named in x-amz-user-agent; none is made up"),
};

bool is_letter_of_region(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }

void refuse_option(std::string_view name, std::string why) {
  throw sdk::Fault{AIP_E_INVALID_REQUEST, std::move(why), std::string(name)};
}

void check_word(const AccountOptions& options, std::string_view name, std::initializer_list<std::string_view> known) {
  if (std::find(known.begin(), known.end(), options.text(name)) != known.end()) return;
  std::string list;
  for (const std::string_view word : known) list.append(list.empty() ? "" : ", ").append(word);
  refuse_option(name, "is none of " + list);
}

}  // namespace

std::string_view AccountOptions::text(std::string_view name) const {
  const std::string_view said = sdk::find(options_, name).value_or("");
  if (!said.empty()) return said;
  for (const aip_option& option : kOptions) {
    if (sdk::view(option.name) == name) return sdk::view(option.default_text);
  }
  return {};
}

std::int64_t AccountOptions::number(std::string_view name) const { return json::read_int64(text(name)).value_or(0); }

ThinkingForm AccountOptions::thinking() const {
  const std::string_view word = text("thinking");
  if (word == "adaptive") return ThinkingForm::kAdaptive;
  if (word == "effort") return ThinkingForm::kEffort;
  return word == "off" ? ThinkingForm::kOff : ThinkingForm::kTags;
}

std::optional<std::string> AccountOptions::mapped(std::string_view name, std::string_view key) const {
  json::Document document;
  if (document.parse(text(name)) != json::Error::kNone) return std::nullopt;
  const json::Value found = document.root().find(key);
  return found.is_string() ? std::optional(found.string()) : std::nullopt;
}

bool AccountOptions::lists(std::string_view name, std::string_view word) const {
  json::Document document;
  if (document.parse(text(name)) != json::Error::kNone) return false;
  for (const json::Value each : document.root().elements()) {
    if (each.equals(word)) return true;
  }
  return false;
}

std::span<const aip_option> account_options() { return kOptions; }

bool is_region(std::string_view text) {
  constexpr std::size_t kRegionSizeMax = 32;
  return !text.empty() && text.size() <= kRegionSizeMax && std::all_of(text.begin(), text.end(), is_letter_of_region);
}

void check_options(const aip_account& account) {
  const AccountOptions options(account.options);
  check_word(options, "thinking", {"tags", "adaptive", "effort", "off"});
  for (const std::string_view name : {"region", "auth_region"}) {
    const std::string_view region = options.text(name);
    if (!region.empty() && !is_region(region)) refuse_option(name, "is no region, such as us-east-1");
  }
  if (!options.text("path").starts_with('/')) refuse_option("path", "must begin with /");
  const std::string_view arn = options.text("profile_arn");
  if (!arn.empty() && !arn.starts_with("arn:")) refuse_option("profile_arn", "must begin with arn:");
  const bool has_key = !sdk::find(account.credential, "api_key").value_or("").empty();
  if (has_key && !options.text("region").empty()) {
    refuse_option("region", "of an account with an api_key is that of its base_url; set base_url instead");
  }
  const std::string_view url = options.text("start_url");
  if (!url.empty() && !url.starts_with("https://")) refuse_option("start_url", "must begin with https://");
  json::Document fields;
  if (fields.parse(options.text("body_fields")) != json::Error::kNone) return;
  for (const json::Value field : fields.root().elements()) {
    const bool known =
        field.equals("agentMode") || field.equals("agentTaskType") || field.equals("agentContinuationId");
    if (!known) refuse_option("body_fields", "knows agentMode, agentTaskType and agentContinuationId alone");
  }
}

}  // namespace aipool::kiro
