// SPDX-License-Identifier: MIT
//
// Standing is what loadCodeAssist says of an account: the tier that it has, the one that it is offered, why it
// gets none.
//
// Flow:      read_standing() of the answer; onboarding.h decides.
// Threading: pure.
// Ownership: texts are copies.
// Errors:    needs_project() and not_eligible() are the faults to throw.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugins/gemini/convert.h"

namespace aipool::gemini::code_assist {

inline constexpr std::string_view kFreeTier = "free-tier";
inline constexpr std::string_view kLegacyTier = "legacy-tier";
inline constexpr std::string_view kStandardTier = "standard-tier";

struct Tier {
  std::string id{};
  bool needs_project = false;
};

struct IneligibleTier {
  std::string reason{};
  std::string message{};
  std::string url{};
};

struct Standing {
  std::string tier{};     // empty: the account has none yet
  std::string project{};  // that goes with it
  Tier offered{};
  std::vector<IneligibleTier> ineligible{};

  // The account must be verified before it gets any tier.
  bool must_validate() const;
};

Standing read_standing(json::Value answer);

sdk::Fault needs_project();
sdk::Fault not_eligible(const Standing& standing);

}  // namespace aipool::gemini::code_assist
