// SPDX-License-Identifier: MIT
#include "plugins/gemini/thinking.h"

#include <algorithm>
#include <string>

#include "plugins/gemini/model_version.h"
#include "plugins/gemini/names.h"

namespace aipool::gemini {
namespace {

constexpr std::int64_t kDynamicBudget = -1;
constexpr std::int64_t kFlashBudgetMax = 24576;
constexpr std::int64_t kProBudgetMax = 32768;
constexpr std::int64_t kProBudgetMin = 128;

struct LevelRow {
  std::string_view word;
  aip_enum effort;
};
constexpr LevelRow kLevels[] = {
    {"MINIMAL", AIP_EFFORT_MINIMAL}, {"LOW", AIP_EFFORT_LOW}, {"MEDIUM", AIP_EFFORT_MEDIUM}, {"HIGH", AIP_EFFORT_HIGH}};

aip_enum effort_of_level(json::Value level) {
  for (const LevelRow& row : kLevels) {
    if (sdk::equals_ignoring_case(level.string_raw(), row.word)) return row.effort;
  }
  return 0;
}

std::string_view level_of(aip_enum effort) {
  for (const LevelRow& row : kLevels) {
    if (row.effort == effort) return row.word;
  }
  return effort == AIP_EFFORT_XHIGH || effort == AIP_EFFORT_MAX ? "HIGH" : std::string_view();
}

bool is_pro(std::string_view model) { return model.find("pro") != std::string_view::npos; }

// What a model is told; `exact`: it says all that the client said.
struct Told {
  std::string_view level;
  std::int64_t budget = kDynamicBudget - 1;
  bool exact = true;
  bool by_itself = false;  // as models do that are told nothing

  bool has_budget() const { return budget >= kDynamicBudget; }
  bool thinks() const { return by_itself || !level.empty() || (has_budget() && budget != 0); }
};

Told told_in_levels(const aip_reasoning& said) {
  const bool off = said.effort == AIP_EFFORT_NONE || (said.effort == 0 && said.budget_tokens == 0);
  if (off) return {{}, kDynamicBudget - 1, false};
  if (said.effort == AIP_EFFORT_ADAPTIVE) return {{}, kDynamicBudget - 1, said.budget_tokens < 0, true};
  const bool by_budget = said.effort == 0 && said.budget_tokens > 0;
  const aip_enum effort = by_budget ? effort_of_budget(said.budget_tokens) : said.effort;
  return {level_of(effort), kDynamicBudget - 1, said.budget_tokens < 0 && effort <= AIP_EFFORT_HIGH};
}

Told told_by_budget(const aip_reasoning& said, std::string_view model) {
  const bool by_budget = said.budget_tokens >= 0;
  if (!by_budget && said.effort == AIP_EFFORT_ADAPTIVE) return {{}, kDynamicBudget, true};
  std::int64_t wanted = by_budget ? said.budget_tokens : budget_of_effort(said.effort);
  if (said.effort == AIP_EFFORT_NONE) wanted = 0;
  const std::int64_t least = is_pro(model) ? kProBudgetMin : 0;
  const std::int64_t budget = std::clamp(wanted, least, is_pro(model) ? kProBudgetMax : kFlashBudgetMax);
  return {{}, budget, by_budget && said.effort == 0 && budget == wanted};
}

Told told_as_said(const aip_reasoning& said) {
  Told told;
  if (said.budget_tokens >= 0) told.budget = said.budget_tokens;
  if (said.effort == AIP_EFFORT_ADAPTIVE) told.budget = kDynamicBudget;
  if (said.effort == AIP_EFFORT_NONE) told.budget = 0;
  told.level = level_of(said.effort);
  return told;
}

Told told(const Target& target, std::string_view model) {
  const aip_reasoning& said = *target.request.reasoning;
  if (target.own(said.origin)) return told_as_said(said);
  if (said.effort == 0 && said.budget_tokens < 0) return {};
  const bool off = said.effort == AIP_EFFORT_NONE || (said.effort == 0 && said.budget_tokens == 0);
  if (!can_think(model)) return {{}, kDynamicBudget - 1, off || said.effort == AIP_EFFORT_ADAPTIVE};
  return thinks_in_levels(model) ? told_in_levels(said) : told_by_budget(said, model);
}

}  // namespace

void decode_thinking(const Source& source, json::Value config, const Place& place, aip_request& request) {
  aip_reasoning* to = source.env.make<aip_reasoning>();
  to->origin = source.origin;
  to->budget_tokens = -1;
  const json::Value budget = named(config, "thinkingBudget");
  const json::Value level = named(config, "thinkingLevel");
  if (given(budget)) {
    const Place here = place.key("thinkingBudget");
    to->budget_tokens = whole_number_at(source, budget, here);
    if (to->budget_tokens < 0) to->effort = AIP_EFFORT_ADAPTIVE;
    if (to->budget_tokens == 0) to->effort = AIP_EFFORT_NONE;
    if (to->budget_tokens <= 0) to->budget_tokens = kDynamicBudget;
  }
  const aip_enum effort = given(level) ? effort_of_level(level) : 0;
  if (effort != 0) to->effort = effort;
  to->extras = extras_beside(source, config, {"thinkingBudget", effort != 0 || !given(level) ? "thinkingLevel" : ""});
  request.reasoning = to;
}

void encode_thinking(const Target& target, std::string_view model, ObjectWriter& config) {
  const aip_reasoning* said = target.request.reasoning;
  if (said == nullptr) return;
  const bool own = target.own(said->origin);
  const Place body;
  const Place place = body.key("reasoning");
  const Told what = told(target, model);
  if (!own && sdk::present(said->display)) target.lose(place, "how thoughts are shown");
  if (!what.exact) target.lose(place, "what this model can be told comes near to it");
  lose_foreign(target.env, said->extras, target.origin, Place());
  const bool says = what.has_budget() || what.thinks() || (own && said->extras.count != 0);
  if (!says || !config.member("thinkingConfig")) return;
  ObjectWriter object(target.out, said->extras, target.origin);
  if (what.has_budget() && object.member("thinkingBudget")) target.out.number(what.budget);
  object.string("thinkingLevel", sdk::bytes(what.level));
  // Clients of other protocols see thoughts without asking for them.
  if (!own && what.thinks() && object.member("includeThoughts")) target.out.boolean(true);
  object.close();
}

}  // namespace aipool::gemini
