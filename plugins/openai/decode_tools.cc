// SPDX-License-Identifier: MIT
#include <string_view>

#include "plugins/openai/convert.h"
#include "plugins/openai/decode_request.h"

namespace aipool::openai {
namespace {

std::uint32_t strict_flags(const Source& source, json::Value object, const Place& place) {
  const json::Value strict = object.find("strict");
  if (!given(strict)) return 0;
  const bool on = source.boolean_at(strict, place.key("strict"));
  return AIP_TOOL_FLAG_STRICT_SET | (on ? AIP_TOOL_FLAG_STRICT : 0u);
}

aip_bytes optional_raw(const Source& source, json::Value object, std::string_view key) {
  const json::Value value = object.find(key);
  return given(value) ? source.raw(value) : aip_bytes{};
}

// The object inside a tool: {name, description, parameters, strict}.
void read_function(const Source& source, json::Value function, const Place& place, aip_tool& to) {
  to.kind = AIP_TOOL_FUNCTION;
  to.name = source.required_string(function, "name", place);
  to.description = source.optional_string(function, "description", place);
  to.schema_json = optional_raw(source, function, "parameters");
  to.flags = strict_flags(source, function, place);
}

void read_custom(const Source& source, json::Value custom, const Place& place, aip_tool& to) {
  to.kind = AIP_TOOL_CUSTOM;
  to.name = source.required_string(custom, "name", place);
  to.description = source.optional_string(custom, "description", place);
  to.json = optional_raw(source, custom, "format");
}

void read_tool(const Source& source, json::Value tool, const Place& place, aip_tool& to) {
  to.origin = source.origin;
  // Some clients leave the type out, and compatible hosts take it.
  const bool untyped = source.object_at(tool, place).find("function").is_object() && !tool.find("type");
  const std::string_view type = untyped ? "function" : sdk::view(source.required_string(tool, "type", place));
  if (type == "function") {
    const json::Value function = source.required_object(tool, "function", place);
    read_function(source, function, place.key("function"), to);
    const bool whole = !has_others(function, {"name", "description", "parameters", "strict"});
    to.extras = whole ? extras_of(source, tool, {"type", "function"}) : extras_of(source, tool, {"type"});
  } else if (type == "custom") {
    const json::Value custom = source.required_object(tool, "custom", place);
    read_custom(source, custom, place.key("custom"), to);
    const bool whole = !has_others(custom, {"name", "description", "format"});
    to.extras = whole ? extras_of(source, tool, {"type", "custom"}) : extras_of(source, tool, {"type"});
  } else {
    to.kind = AIP_TOOL_HOSTED;
    to.name = sdk::bytes(type);
    to.json = source.raw(tool);
  }
}

// `tools`, then the deprecated `functions`, whose elements are the inner objects.
void read_tools(const Source& source, json::Value root, aip_request& request) {
  const Place body;
  const Place tools = body.key("tools");
  const Place functions = body.key("functions");
  const json::Value modern = root.find("tools");
  const json::Value legacy = root.find("functions");
  if (given(modern)) source.array_at(modern, tools);
  if (given(legacy)) source.array_at(legacy, functions);
  const auto all = source.env.array<aip_tool>(modern.size() + legacy.size());
  std::size_t count = 0;
  for (const json::Value tool : modern.elements()) {
    read_tool(source, tool, tools.at(count), all[count]);
    ++count;
  }
  std::size_t index = 0;
  for (const json::Value function : legacy.elements()) {
    const Place place = functions.at(index++);
    aip_tool& to = all[count++];
    to.origin = source.origin;
    read_function(source, source.object_at(function, place), place, to);
    to.extras = extras_of(source, function, {"name", "description", "parameters", "strict"});
  }
  sdk::set_tools(request, all);
}

aip_bytes name_in(const Source& source, json::Value object, std::string_view key, const Place& place) {
  return source.required_string(source.required_object(object, key, place), "name", place.key(key));
}

void choose_one(const Source& source, aip_tool_choice& to, aip_bytes name) {
  const auto names = source.env.array<aip_bytes>(1);
  names[0] = name;
  to.mode = AIP_CHOICE_NAMED;
  to.names = names.data();
  to.name_count = names.size();
}

// {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [{"type": "function", "function": {"name"}}]}}
void choose_subset(const Source& source, json::Value choice, const Place& place, aip_tool_choice& to) {
  const Place inner = place.key("allowed_tools");
  const json::Value allowed = source.required_object(choice, "allowed_tools", place);
  const Place list = inner.key("tools");
  const json::Value tools = source.array_at(allowed.find("tools"), list);
  const auto names = source.env.array<aip_bytes>(tools.size());
  std::size_t count = 0;
  for (const json::Value tool : tools.elements()) {
    const Place here = list.at(count);
    const aip_bytes type = source.required_string(source.object_at(tool, here), "type", here);
    const bool named = tool.find(sdk::view(type)).is_object();
    names[count++] = named ? name_in(source, tool, sdk::view(type), here) : type;
  }
  to.mode = AIP_CHOICE_SUBSET;
  if (allowed.find("mode").equals("required")) to.flags |= AIP_CHOICE_FLAG_REQUIRED;
  to.names = names.data();
  to.name_count = names.size();
}

aip_enum mode_of(json::Value word) {
  if (word.equals("auto")) return AIP_CHOICE_AUTO;
  if (word.equals("none")) return AIP_CHOICE_NONE;
  return word.equals("required") ? AIP_CHOICE_REQUIRED : AIP_CHOICE_OPAQUE;
}

void read_choice(const Source& source, json::Value root, aip_request& request) {
  const bool modern = given(root.find("tool_choice"));
  const std::string_view key = modern ? "tool_choice" : "function_call";
  const json::Value choice = root.find(key);
  if (!given(choice)) return;
  const Place body;
  const Place place = body.key(key);
  aip_tool_choice* to = source.env.make<aip_tool_choice>();
  to->origin = source.origin;
  to->json = source.raw(choice);
  to->mode = mode_of(choice);
  if (!choice.is_string()) source.object_at(choice, place);
  if (choice.is_object() && !modern) {
    choose_one(source, *to, source.required_string(choice, "name", place));
  } else if (choice.find("type").equals("function")) {
    choose_one(source, *to, name_in(source, choice, "function", place));
  } else if (choice.find("type").equals("custom")) {
    choose_one(source, *to, name_in(source, choice, "custom", place));
    to->flags |= AIP_CHOICE_FLAG_CUSTOM;
  } else if (choice.find("type").equals("allowed_tools")) {
    choose_subset(source, choice, place, *to);
  }
  request.tool_choice = to;
}

}  // namespace

void decode_tools(const Source& source, json::Value root, aip_request& request) {
  read_tools(source, root, request);
  read_choice(source, root, request);
}

void decode_format(const Source& source, json::Value value, aip_request& request) {
  const Place body;
  const Place place = body.key("response_format");
  const aip_bytes type = source.required_string(source.object_at(value, place), "type", place);
  aip_format* to = source.env.make<aip_format>();
  to->origin = source.origin;
  request.format = to;
  if (sdk::view(type) == "json_schema") {
    const Place inner = place.key("json_schema");
    const json::Value schema = source.required_object(value, "json_schema", place);
    to->kind = AIP_FORMAT_SCHEMA;
    to->name = source.required_string(schema, "name", inner);
    to->description = source.optional_string(schema, "description", inner);
    to->schema_json = optional_raw(source, schema, "schema");
    to->flags = strict_flags(source, schema, inner);
    const bool whole = !has_others(schema, {"name", "description", "schema", "strict"});
    to->extras = whole ? extras_of(source, value, {"type", "json_schema"}) : extras_of(source, value, {"type"});
  } else if (sdk::view(type) == "json_object" || sdk::view(type) == "text") {
    to->kind = sdk::view(type) == "text" ? AIP_FORMAT_TEXT : AIP_FORMAT_JSON;
    to->extras = extras_of(source, value, {"type"});
  } else {
    to->kind = AIP_FORMAT_OPAQUE;
    to->json = source.raw(value);
  }
}

}  // namespace aipool::openai
