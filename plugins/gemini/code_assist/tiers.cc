// SPDX-License-Identifier: MIT
#include "plugins/gemini/code_assist/tiers.h"

#include <algorithm>

namespace aipool::gemini::code_assist {
namespace {

constexpr std::string_view kValidation = "VALIDATION_REQUIRED";

Tier offered_tier(json::Value answer) {
  for (const json::Value tier : answer.find("allowedTiers").elements()) {
    if (!tier.find("isDefault").boolean().value_or(false)) continue;
    return {tier.find("id").string(), tier.find("userDefinedCloudaicompanionProject").boolean().value_or(false)};
  }
  return {std::string(kLegacyTier), true};
}

}  // namespace

bool Standing::must_validate() const {
  return tier.empty() && std::any_of(ineligible.begin(), ineligible.end(),
                                     [](const IneligibleTier& one) { return one.reason == kValidation; });
}

Standing read_standing(json::Value answer) {
  Standing standing;
  standing.tier = answer.find("currentTier").find("id").string();
  standing.project = answer.find("cloudaicompanionProject").string();
  standing.offered = offered_tier(answer);
  for (const json::Value tier : answer.find("ineligibleTiers").elements()) {
    standing.ineligible.push_back(
        {tier.find("reasonCode").string(), tier.find("reasonMessage").string(), tier.find("validationUrl").string()});
  }
  // A tier without an id is one nonetheless.
  if (standing.tier.empty() && answer.find("currentTier").is_object()) standing.tier = kStandardTier;
  return standing;
}

sdk::Fault needs_project() {
  return {AIP_E_PERMISSION, "this account needs a Google Cloud project: give its id as the account's project_id"};
}

sdk::Fault not_eligible(const Standing& standing) {
  std::string text = "Code Assist does not take this account";
  for (const IneligibleTier& one : standing.ineligible) {
    text.append(": ").append(capped_message(one.message.empty() ? one.reason : one.message));
    if (!one.url.empty()) text.append(" (").append(one.url).append(")");
  }
  return {AIP_E_PERMISSION, text};
}

}  // namespace aipool::gemini::code_assist
