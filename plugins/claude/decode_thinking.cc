// SPDX-License-Identifier: MIT
#include "plugins/claude/decode_request.h"

namespace aipool::claude {
namespace {

// {"type": "enabled", "budget_tokens", "display"}, {"type": "adaptive"} or {"type": "disabled"}; an effort says more.
void read_thinking(const Source& source, json::Value thinking, const Place& place, aip_reasoning& to) {
  const std::string_view type = sdk::view(source.required_string(thinking, "type", place));
  to.display = source.optional_string(thinking, "display", place);
  if (type == "disabled") {
    to.effort = AIP_EFFORT_NONE;
  } else if (type == "adaptive") {
    if (to.effort == 0) to.effort = AIP_EFFORT_ADAPTIVE;
  } else if (type == "enabled") {
    const Place budget = place.key("budget_tokens");
    const json::Value tokens = thinking.find("budget_tokens");
    if (!given(tokens)) refuse(budget, "is required");
    to.budget_tokens = source.integer_at(tokens, budget);
  } else {
    refuse(place.key("type"), "must be enabled, adaptive or disabled");
  }
}

// {"type": "json_schema", "schema"}
void read_format(const Source& source, json::Value value, const Place& place, aip_request& request) {
  aip_format* to = source.env.make<aip_format>();
  to->origin = source.origin;
  to->json = source.raw(source.object_at(value, place));
  const std::string_view type = sdk::view(source.required_string(value, "type", place));
  to->kind = type == "json_schema" ? AIP_FORMAT_SCHEMA : AIP_FORMAT_OPAQUE;
  if (to->kind == AIP_FORMAT_SCHEMA) to->schema_json = source.raw(source.required_object(value, "schema", place));
  request.format = to;
}

}  // namespace

void decode_thinking(const Source& source, json::Value root, aip_request& request) {
  const Place body;
  const Place thinking_place = body.key("thinking");
  const Place config_place = body.key("output_config");
  const json::Value thinking = root.find("thinking");
  const json::Value config = root.find("output_config");
  if (given(thinking)) source.object_at(thinking, thinking_place);
  if (given(config)) source.object_at(config, config_place);
  if (given(config.find("format"))) read_format(source, config.find("format"), config_place.key("format"), request);
  const aip_enum effort = effort_of(config.find("effort"));
  if (!given(thinking) && effort == 0) return;
  aip_reasoning* reasoning = source.env.make<aip_reasoning>();
  reasoning->origin = source.origin;
  reasoning->budget_tokens = -1;
  reasoning->effort = effort;
  if (given(thinking)) read_thinking(source, thinking, thinking_place, *reasoning);
  request.reasoning = reasoning;
}

}  // namespace aipool::claude
