// SPDX-License-Identifier: MIT
#include "plugins/kiro/thinking.h"

#include <algorithm>

#include "plugins/kiro/model_names.h"

namespace aipool::kiro {
namespace {

constexpr std::int64_t kBudgetMin = 1024;
constexpr std::int64_t kBudgetMax = 24'576;
constexpr std::int64_t kUsualBudget = 20'000;

bool is_off(const aip_reasoning& said) {
  return said.effort == AIP_EFFORT_NONE || (said.effort == 0 && said.budget_tokens == 0);
}

std::string_view effort_of_tag(aip_enum effort) {
  if (effort == AIP_EFFORT_MINIMAL || effort == AIP_EFFORT_LOW) return "low";
  return effort == AIP_EFFORT_MEDIUM ? "medium" : "high";
}

// The model's name may ask for it where the client says nothing else.
aip_reasoning said_by(const Target& target) {
  aip_reasoning said{};
  said.struct_size = sizeof said;
  said.budget_tokens = -1;
  if (target.request.reasoning != nullptr) return *target.request.reasoning;
  const aip_bytes name =
      target.request.upstream_model.len != 0 ? target.request.upstream_model : target.request.client_model;
  if (sdk::view(name).ends_with(kThinkingSuffix)) said.budget_tokens = kUsualBudget;
  return said;
}

}  // namespace

Thinking::Thinking(const Target& target, const AccountOptions& options, std::string_view model_id)
    : form_(options.thinking()) {
  const aip_reasoning said = said_by(target);
  const Place body;
  const Place place = body.key("reasoning");
  lose_foreign(target.env, said.extras, target.origin, body);
  if (sdk::present(said.display)) target.lose(place.key("display"), "how thoughts are shown");
  if (said.effort == 0 && said.budget_tokens < 0) return;
  if (form_ == ThinkingForm::kOff) {
    if (!is_off(said)) target.lose(place, "the account's option `thinking` is off");
  } else if (form_ == ThinkingForm::kTags) {
    if (!is_off(said)) by_tags(target, said, model_id);
  } else {
    by_fields(target, said);
  }
}

void Thinking::by_tags(const Target& target, const aip_reasoning& said, std::string_view model_id) {
  const Place body;
  const Place place = body.key("reasoning");
  if (said.budget_tokens < 0 && (said.effort == AIP_EFFORT_ADAPTIVE || thinks_adaptively(model_id))) {
    const std::string_view word = effort_of_tag(said.effort);
    if (said.effort != AIP_EFFORT_ADAPTIVE && word != effort_word(said.effort)) {
      target.lose(place, "an effort became the nearest that the service has");
    }
    tags_.append("<thinking_mode>adaptive</thinking_mode><thinking_effort>").append(word).append("</thinking_effort>");
    return;
  }
  const std::int64_t wanted = said.budget_tokens >= 0 ? said.budget_tokens : budget_of_effort(said.effort);
  const std::int64_t budget = std::clamp(wanted, kBudgetMin, kBudgetMax);
  if (budget != wanted) target.lose(place, "a budget of tokens became the nearest that the service has");
  if (said.budget_tokens >= 0 && said.effort != 0) target.lose(place, "an effort beside a token budget");
  tags_.append("<thinking_mode>enabled</thinking_mode><max_thinking_length>")
      .append(std::to_string(budget))
      .append("</max_thinking_length>");
}

void Thinking::by_fields(const Target& target, const aip_reasoning& said) {
  const Place body;
  const Place place = body.key("reasoning");
  aip_enum effort = said.effort;
  if (said.budget_tokens >= 0) {
    target.lose(place, effort == 0 ? "a token budget became the nearest effort" : "a token budget beside an effort");
    if (effort == 0) effort = effort_of_budget(said.budget_tokens);
  }
  const bool off = effort == AIP_EFFORT_NONE;
  const std::string_view word = effort == AIP_EFFORT_ADAPTIVE || off ? std::string_view() : effort_word(effort);
  json::Writer out(fields_);
  out.begin_object();
  if (form_ == ThinkingForm::kEffort) {
    if (!word.empty()) out.key("reasoning").begin_object().key("effort").string(word).end_object();
  } else {
    out.key("thinking").begin_object().key("type").string(off ? std::string_view("disabled") : "adaptive");
    if (!off) out.key("display").string("summarized");
    out.end_object();
    if (!word.empty()) out.key("output_config").begin_object().key("effort").string(word).end_object();
  }
  out.end_object();
  if (fields_ == "{}") fields_.clear();
}

}  // namespace aipool::kiro
