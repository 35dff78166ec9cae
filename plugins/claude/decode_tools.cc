// SPDX-License-Identifier: MIT
#include "plugins/claude/decode_request.h"

namespace aipool::claude {
namespace {

std::uint32_t strict_flags(const Source& source, json::Value tool, const Place& place) {
  const json::Value strict = tool.find("strict");
  if (!given(strict)) return 0;
  const bool on = source.boolean_at(strict, place.key("strict"));
  return AIP_TOOL_FLAG_STRICT_SET | (on ? AIP_TOOL_FLAG_STRICT : 0u);
}

// A type other than `custom` is a tool of the vendor's own.
void read_tool(const Source& source, json::Value tool, const Place& place, aip_tool& to) {
  to.origin = source.origin;
  const aip_bytes type = source.optional_string(source.object_at(tool, place), "type", place);
  if (type.len != 0 && sdk::view(type) != "custom") {
    to.kind = AIP_TOOL_HOSTED;
    to.name = type;
    to.json = source.raw(tool);
    return;
  }
  to.kind = AIP_TOOL_FUNCTION;
  to.name = source.required_string(tool, "name", place);
  to.description = source.optional_string(tool, "description", place);
  if (given(tool.find("input_schema"))) to.schema_json = source.raw(source.required_object(tool, "input_schema", place));
  to.flags = strict_flags(source, tool, place);
  to.extras = extras_of(source, tool, {"type", "name", "description", "input_schema", "strict"});
}

void read_choice(const Source& source, json::Value choice, const Place& place, aip_request& request) {
  aip_tool_choice* to = source.env.make<aip_tool_choice>();
  to->origin = source.origin;
  to->json = source.raw(source.object_at(choice, place));
  const std::string_view type = sdk::view(source.required_string(choice, "type", place));
  to->mode = AIP_CHOICE_OPAQUE;
  if (type == "auto") to->mode = AIP_CHOICE_AUTO;
  if (type == "any") to->mode = AIP_CHOICE_REQUIRED;
  if (type == "none") to->mode = AIP_CHOICE_NONE;
  if (type == "tool") {
    const auto names = source.env.array<aip_bytes>(1);
    names[0] = source.required_string(choice, "name", place);
    to->mode = AIP_CHOICE_NAMED;
    to->names = names.data();
    to->name_count = names.size();
  }
  request.tool_choice = to;
  const json::Value alone = choice.find("disable_parallel_tool_use");
  if (!given(alone)) return;
  request.present |= AIP_HAS_PARALLEL_TOOLS;
  request.flags &= ~AIP_REQUEST_PARALLEL_TOOLS;
  if (!source.boolean_at(alone, place.key("disable_parallel_tool_use"))) request.flags |= AIP_REQUEST_PARALLEL_TOOLS;
}

}  // namespace

void decode_tools(const Source& source, json::Value root, aip_request& request) {
  const Place body;
  const Place place = body.key("tools");
  const json::Value tools = root.find("tools");
  if (given(tools)) source.array_at(tools, place);
  const auto all = source.env.array<aip_tool>(tools.size());
  std::size_t index = 0;
  for (const json::Value tool : tools.elements()) {
    read_tool(source, tool, place.at(index), all[index]);
    ++index;
  }
  sdk::set_tools(request, all);
  const json::Value choice = root.find("tool_choice");
  if (given(choice)) read_choice(source, choice, body.key("tool_choice"), request);
}

}  // namespace aipool::claude
