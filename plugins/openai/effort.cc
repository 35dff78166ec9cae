// SPDX-License-Identifier: MIT
#include "plugins/openai/effort.h"

#include <algorithm>
#include <array>

namespace aipool::openai {
namespace {

// OpenRouter: {"effort": "high"}, {"max_tokens": 2000} or {"enabled": true}.
void read_reasoning(json::Value form, aip_reasoning& to) {
  if (to.effort == 0) to.effort = effort_of(form.find("effort"));
  to.budget_tokens = form.find("max_tokens").int64().value_or(-1);
  const auto enabled = form.find("enabled").boolean();
  if (to.effort == 0 && enabled) to.effort = *enabled ? AIP_EFFORT_MEDIUM : AIP_EFFORT_NONE;
}

// GLM and DeepSeek: {"type": "enabled"} or {"type": "disabled"}.
void read_thinking(json::Value form, aip_reasoning& to) {
  if (to.effort != 0) return;
  if (form.find("type").equals("enabled")) to.effort = AIP_EFFORT_MEDIUM;
  if (form.find("type").equals("disabled")) to.effort = AIP_EFFORT_NONE;
}

// Qwen: true or false.
void read_enable_thinking(json::Value form, aip_reasoning& to) {
  const auto enabled = form.boolean();
  if (to.effort == 0 && enabled) to.effort = *enabled ? AIP_EFFORT_MEDIUM : AIP_EFFORT_NONE;
}

}  // namespace

bool is_reasoning_form(std::string_view key) {
  static constexpr json::Names kForms("reasoning_effort", "reasoning", "thinking", "enable_thinking");
  return kForms.contains(key);
}

const aip_reasoning* decode_reasoning(const Source& source, json::Value root, aip_extras forms) {
  const aip_enum effort = effort_of(root.find("reasoning_effort"));
  if (effort == 0 && forms.count == 0) return nullptr;
  aip_reasoning* reasoning = source.env.make<aip_reasoning>();
  reasoning->origin = source.origin;
  reasoning->effort = effort;
  reasoning->budget_tokens = -1;
  reasoning->extras = forms;
  read_reasoning(root.find("reasoning"), *reasoning);
  read_thinking(root.find("thinking"), *reasoning);
  read_enable_thinking(root.find("enable_thinking"), *reasoning);
  return reasoning;
}

}  // namespace aipool::openai
