// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/decode_request.h"
#include "plugins/openai/responses/namespaces.h"
#include "plugins/openai/responses/words.h"

namespace aipool::openai::responses {
namespace {

std::uint32_t strictness(const Source& source, json::Value object, const Place& place) {
  const json::Value strict = object.find("strict");
  if (!given(strict)) return 0;
  const bool on = source.boolean_at(strict, place.key("strict"));
  return AIP_TOOL_FLAG_STRICT_SET | (on ? AIP_TOOL_FLAG_STRICT : 0u);
}

aip_bytes raw_of(const Source& source, json::Value object, std::string_view key) {
  const json::Value value = object.find(key);
  return given(value) ? source.raw(value) : aip_bytes{};
}

void choose(const Source& source, std::initializer_list<aip_bytes> names, aip_tool_choice& to) {
  const auto all = source.env.array<aip_bytes>(names.size());
  std::copy(names.begin(), names.end(), all.begin());
  to.names = all.data();
  to.name_count = all.size();
}

// {"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "name"}]}
void choose_among(const Source& source, json::Value choice, const Place& place, aip_tool_choice& to) {
  const Place list = place.key("tools");
  const json::Value tools = source.array_at(choice.find("tools"), list);
  const auto names = source.env.array<aip_bytes>(tools.size());
  std::size_t count = 0;
  for (const json::Value tool : tools.elements()) {
    const Place here = list.at(count);
    const json::Value name = source.object_at(tool, here).find("name");
    names[count++] = name.is_string() ? source.text(name) : source.required_string(tool, "type", here);
  }
  to.mode = AIP_CHOICE_SUBSET;
  if (choice.find("mode").equals("required")) to.flags |= AIP_CHOICE_FLAG_REQUIRED;
  to.names = names.data();
  to.name_count = names.size();
}

void decode_choice(const Source& source, json::Value choice, aip_request& request) {
  if (!given(choice)) return;
  const Place body;
  const Place place = body.key("tool_choice");
  aip_tool_choice* to = source.env.make<aip_tool_choice>();
  request.tool_choice = to;
  to->origin = source.origin;
  to->json = source.raw(choice);
  to->mode = AIP_CHOICE_OPAQUE;
  if (choice.is_string()) {
    if (choice.equals("auto")) to->mode = AIP_CHOICE_AUTO;
    if (choice.equals("none")) to->mode = AIP_CHOICE_NONE;
    if (choice.equals("required")) to->mode = AIP_CHOICE_REQUIRED;
    return;
  }
  const json::Value type = source.object_at(choice, place).find("type");
  if (type.equals("function") || type.equals("custom")) {
    to->mode = AIP_CHOICE_NAMED;
    if (type.equals("custom")) to->flags |= AIP_CHOICE_FLAG_CUSTOM;
    choose(source, {source.required_string(choice, "name", place)}, *to);
  } else if (type.equals("allowed_tools")) {
    choose_among(source, choice, place, *to);
  }
}

void decode_form(const Source& source, json::Value value, const Place& place, aip_request& request) {
  const aip_bytes type = source.required_string(source.object_at(value, place), "type", place);
  aip_format* to = source.env.make<aip_format>();
  to->origin = source.origin;
  request.format = to;
  if (sdk::view(type) == "json_schema") {
    to->kind = AIP_FORMAT_SCHEMA;
    to->name = source.required_string(value, "name", place);
    to->description = source.optional_string(value, "description", place);
    to->schema_json = raw_of(source, value, "schema");
    to->flags = strictness(source, value, place);
    to->extras = extras_of(source, value, {"type", "name", "description", "schema", "strict"});
  } else if (sdk::view(type) == "json_object" || sdk::view(type) == "text") {
    to->kind = sdk::view(type) == "text" ? AIP_FORMAT_TEXT : AIP_FORMAT_JSON;
    to->extras = extras_of(source, value, {"type"});
  } else {
    to->kind = AIP_FORMAT_OPAQUE;
    to->json = source.raw(value);
  }
}

}  // namespace

// What is called by name is a tool like any other; the rest is the vendor's own.
void decode_tool(const Source& source, json::Value tool, const Place& place, aip_tool& to) {
  to.origin = source.origin;
  const aip_bytes type = source.required_string(source.object_at(tool, place), "type", place);
  const bool function = sdk::view(type) == "function";
  if (!function && sdk::view(type) != "custom") {
    to.kind = AIP_TOOL_HOSTED;
    to.name = type;
    to.json = source.raw(tool);
    return;
  }
  to.kind = function ? AIP_TOOL_FUNCTION : AIP_TOOL_CUSTOM;
  to.name = source.required_string(tool, "name", place);
  to.description = source.optional_string(tool, "description", place);
  if (function) {
    to.schema_json = raw_of(source, tool, "parameters");
    to.flags = strictness(source, tool, place);
    to.extras = extras_of(source, tool, {"type", "name", "description", "parameters", "strict"});
  } else {
    to.json = raw_of(source, tool, "format");
    to.extras = extras_of(source, tool, {"type", "name", "description", "format"});
  }
}

// Those of the input are in a developer's item: {"type": "additional_tools", "tools"}.
void decode_tools(const Source& source, json::Value root, aip_request& request) {
  const Place body;
  ToolList list(source);
  const json::Value tools = root.find("tools");
  if (given(tools)) list.add(tools, body.key("tools"));
  const Place input = body.key("input");
  std::size_t index = 0;
  for (const json::Value item : root.find("input").elements()) {
    const Place place = input.at(index++);
    if (item.find("type").equals(kAdditionalTools)) list.add(item.find("tools"), place.key("tools"));
  }
  sdk::set_tools(request, list.take());
  decode_choice(source, root.find("tool_choice"), request);
}

bool decode_text(const Source& source, json::Value text, aip_request& request) {
  const Place body;
  const Place place = body.key("text");
  const json::Value format = source.object_at(text, place).find("format");
  if (given(format)) decode_form(source, format, place.key("format"), request);
  request.verbosity = source.optional_string(text, "verbosity", place);
  return !has_others(text, {"format", "verbosity"});
}

}  // namespace aipool::openai::responses
