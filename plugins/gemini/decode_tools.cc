// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include "plugins/gemini/decode_request.h"
#include "plugins/gemini/names.h"
#include "plugins/gemini/schema.h"

namespace aipool::gemini {
namespace {

void read_declaration(const Source& source, json::Value value, const Place& place, aip_tool& to) {
  to.kind = AIP_TOOL_FUNCTION;
  to.origin = source.origin;
  to.name = required_text_named(source, source.object_at(value, place), "name", place);
  to.description = text_named(source, value, "description", place);
  const json::Value json_schema = named(value, "parametersJsonSchema");
  const json::Value schema = named(value, "parameters");
  const bool by_json_schema = given(json_schema);
  if (by_json_schema) {
    to.schema_json = json_schema_of(source, json_schema);
  } else if (given(schema)) {
    const Place here = place.key("parameters");
    to.json = source.raw(source.object_at(schema, here));
    to.schema_json = json_schema_of(source, schema);
  }
  const std::string_view other = by_json_schema && given(schema) ? "name" : "parameters";
  to.extras = extras_beside(source, value, {"name", "description", "parametersJsonSchema", other});
}

// {"googleSearch": {}}, {"codeExecution": {}} and whatever else the vendor carries out.
aip_tool hosted_tool(const Source& source, const json::Member& member) {
  aip_tool tool{};
  tool.struct_size = sizeof tool;
  tool.kind = AIP_TOOL_HOSTED;
  tool.origin = source.origin;
  tool.name = source.text(member.key);
  std::string object;
  json::Writer(object).begin_object().key_raw(member.key.string_raw()).raw(member.value.raw()).end_object();
  tool.json = sdk::bytes(source.env.copy(std::string_view(object)));
  return tool;
}

void read_tool_object(const Source& source, json::Value value, const Place& place, std::vector<aip_tool>& all) {
  const Place list_place = place.key("functionDeclarations");
  for (const json::Member member : source.object_at(value, place).members()) {
    if (member.value.is_null()) continue;
    if (!is_named(member.key, {"functionDeclarations"})) {
      all.push_back(hosted_tool(source, member));
      continue;
    }
    for_each_item(member.value, [&](json::Value declaration, std::size_t index) {
      aip_tool tool{};
      tool.struct_size = sizeof tool;
      const Place here = list_place.at(index);
      read_declaration(source, declaration, here, tool);
      all.push_back(tool);
    });
  }
}

// `functions`: how many there are; to allow all of them is to allow any. VALIDATED without names is more than AUTO, and
// no other protocol has it.
aip_enum mode_of(json::Value mode, std::size_t names, std::size_t functions) {
  if (!given(mode) || mode.equals("AUTO") || mode.equals("MODE_UNSPECIFIED")) return AIP_CHOICE_AUTO;
  if (mode.equals("NONE")) return AIP_CHOICE_NONE;
  if (mode.equals("VALIDATED") && names != 0) return AIP_CHOICE_SUBSET;
  if (!mode.equals("ANY")) return AIP_CHOICE_OPAQUE;
  if (names == 0 || (names > 1 && names == functions)) return AIP_CHOICE_REQUIRED;
  return names == 1 ? AIP_CHOICE_NAMED : AIP_CHOICE_SUBSET;
}

void read_calling(const Source& source, json::Value config, const Place& place, aip_request& request,
                  std::size_t functions) {
  aip_tool_choice* to = source.env.make<aip_tool_choice>();
  to->origin = source.origin;
  to->json = source.raw(source.object_at(config, place));
  const Place names_place = place.key("allowedFunctionNames");
  const json::Value names = named(config, "allowedFunctionNames");
  const auto list = source.env.array<aip_bytes>(item_count(names));
  for_each_item(names, [&](json::Value name, std::size_t index) {
    const Place here = names_place.at(index);
    list[index] = source.string_at(name, here);
  });
  const json::Value mode = config.find("mode");
  to->mode = mode_of(mode, list.size(), functions);
  to->names = list.data();
  to->name_count = to->mode == AIP_CHOICE_REQUIRED ? 0 : list.size();
  if (to->mode == AIP_CHOICE_SUBSET && mode.equals("ANY")) to->flags = AIP_CHOICE_FLAG_REQUIRED;
  request.tool_choice = to;
}

}  // namespace

void decode_tools(const Source& source, json::Value root, aip_request& request) {
  const Place body;
  const Place place = body.key("tools");
  const Place config_place = body.key("toolConfig");
  const Place calling_place = config_place.key("functionCallingConfig");
  const json::Value tools = named(root, "tools");
  std::vector<aip_tool> all;
  for_each_item(tools, [&](json::Value tool, std::size_t index) {
    const Place here = place.at(index);
    read_tool_object(source, tool, here, all);
  });
  sdk::set_tools(request, source.env.copy(std::span<const aip_tool>(all)));
  std::size_t functions = 0;
  for (const aip_tool& tool : all) functions += tool.kind == AIP_TOOL_FUNCTION ? 1 : 0;
  const json::Value config = named(root, "toolConfig");
  if (!given(config)) return;
  const json::Value calling = named(source.object_at(config, config_place), "functionCallingConfig");
  if (given(calling)) read_calling(source, calling, calling_place, request, functions);
}

}  // namespace aipool::gemini
