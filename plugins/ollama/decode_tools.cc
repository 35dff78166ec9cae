// SPDX-License-Identifier: MIT
#include "plugins/ollama/decode_request.h"

namespace aipool::ollama {
namespace {

// {"type": "function", "function": {"name", "description", "parameters"}}
void read_tool(const Source& source, json::Value tool, const Place& place, aip_tool& to) {
  to.origin = source.origin;
  const aip_bytes type = source.optional_string(source.object_at(tool, place), "type", place);
  if (type.len != 0 && sdk::view(type) != "function") {
    to.kind = AIP_TOOL_HOSTED;
    to.name = type;
    to.json = source.raw(tool);
    return;
  }
  to.kind = AIP_TOOL_FUNCTION;
  const json::Value body = source.required_object(tool, "function", place);
  const Place inner = place.key("function");
  to.name = source.required_string(body, "name", inner);
  to.description = source.optional_string(body, "description", inner);
  if (given(body.find("parameters"))) to.schema_json = source.raw(source.required_object(body, "parameters", inner));
  const bool whole = has_others(body, {"name", "description", "parameters"});
  to.extras = extras_of(source, tool, {"type", whole ? "type" : "function"});
}

// {"type": "function", "function": {"name"}}, or with the name beside the type.
json::Value chosen_name(json::Value choice) {
  if (!choice.find("type").equals("function")) return {};
  const json::Value function = choice.find("function");
  return function.is_object() ? function.find("name") : choice.find("name");
}

aip_enum mode_of(json::Value choice) {
  if (choice.equals("auto")) return AIP_CHOICE_AUTO;
  if (choice.equals("none")) return AIP_CHOICE_NONE;
  if (choice.equals("required")) return AIP_CHOICE_REQUIRED;
  return chosen_name(choice).is_string() ? AIP_CHOICE_NAMED : AIP_CHOICE_OPAQUE;
}

// Ollama has none and looks at none, but its clients send OpenAI's, which other upstreams can carry out.
void read_choice(const Source& source, json::Value choice, aip_request& request) {
  aip_tool_choice* to = source.env.make<aip_tool_choice>();
  to->origin = source.origin;
  to->json = source.raw(choice);
  to->mode = mode_of(choice);
  if (to->mode == AIP_CHOICE_NAMED) {
    const auto names = source.env.array<aip_bytes>(1);
    names[0] = source.text(chosen_name(choice));
    to->names = names.data();
    to->name_count = names.size();
  }
  request.tool_choice = to;
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
  if (given(choice)) read_choice(source, choice, request);
}

}  // namespace aipool::ollama
