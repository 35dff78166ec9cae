// SPDX-License-Identifier: MIT
#include "plugins/openai/convert.h"
#include "plugins/openai/encode_request.h"

namespace aipool::openai {
namespace {

void strict(const Target& target, ObjectWriter& object, std::uint32_t flags) {
  if ((flags & AIP_TOOL_FLAG_STRICT_SET) == 0 || !object.member("strict")) return;
  target.out.boolean((flags & AIP_TOOL_FLAG_STRICT) != 0);
}

void function_members(const Target& target, const aip_tool& tool, ObjectWriter& object) {
  object.string("name", tool.name);
  object.string("description", tool.description);
  object.raw("parameters", tool.schema_json);
  strict(target, object, tool.flags);
}

void custom_members(const Target& target, const aip_tool& tool, const Place& place, ObjectWriter& object) {
  object.string("name", tool.name);
  object.string("description", tool.description);
  if (target.own(tool.origin)) {
    object.raw("format", tool.json);
  } else if (sdk::present(tool.json)) {
    target.lose(place.key("format"), "a grammar in another protocol's form");
  }
}

bool is_hosted_elsewhere(const Target& target, const aip_tool& tool) {
  return tool.kind != AIP_TOOL_FUNCTION && tool.kind != AIP_TOOL_CUSTOM && !target.own(tool.origin);
}

void write_tool(const Target& target, const aip_tool& tool, const Place& place) {
  if (tool.kind != AIP_TOOL_FUNCTION && tool.kind != AIP_TOOL_CUSTOM) {
    target.out.raw(sdk::view(tool.json));
    return;
  }
  const bool custom = tool.kind == AIP_TOOL_CUSTOM;
  lose_foreign(target.env, tool.extras, target.origin, place);
  ObjectWriter object(target.out, tool.extras, target.origin);
  object.string("type", sdk::bytes(custom ? "custom" : "function"));
  if (object.member(custom ? "custom" : "function")) {
    ObjectWriter inner(target.out, {}, target.origin);
    custom ? custom_members(target, tool, place, inner) : function_members(target, tool, inner);
    inner.close();
  }
  object.close();
}

// The deprecated list, for a client that still uses it.
void write_functions(const Target& target) {
  target.out.begin_array();
  for (const aip_tool& tool : sdk::tools(target.request)) {
    ObjectWriter object(target.out, tool.extras, target.origin);
    function_members(target, tool, object);
    object.close();
  }
  target.out.end_array();
}

void write_tools(const Target& target) {
  const Place body;
  const Place list = body.key("tools");
  std::size_t index = 0;
  target.out.begin_array();
  for (const aip_tool& tool : sdk::tools(target.request)) {
    const Place place = list.at(index++);
    if (is_hosted_elsewhere(target, tool)) {
      target.lose(place, "a tool that only its own vendor carries out");
    } else {
      write_tool(target, tool, place);
    }
  }
  target.out.end_array();
}

bool any_tool(const Target& target) {
  for (const aip_tool& tool : sdk::tools(target.request)) {
    if (!is_hosted_elsewhere(target, tool)) return true;
  }
  return false;
}

void write_named(const Target& target, std::string_view type, aip_bytes name) {
  target.out.begin_object().key("type").string(type).key(type);
  target.out.begin_object().key("name").string(sdk::view(name)).end_object().end_object();
}

void write_subset(const Target& target, const aip_tool_choice& choice) {
  const bool required = (choice.flags & AIP_CHOICE_FLAG_REQUIRED) != 0;
  target.out.begin_object().key("type").string("allowed_tools").key("allowed_tools").begin_object();
  target.out.key("mode").string(required ? "required" : "auto").key("tools").begin_array();
  for (const aip_bytes& name : sdk::names(choice)) write_named(target, "function", name);
  target.out.end_array().end_object().end_object();
}

std::string_view choice_word(aip_enum mode) {
  switch (mode) {
    case AIP_CHOICE_AUTO:
      return "auto";
    case AIP_CHOICE_NONE:
      return "none";
    case AIP_CHOICE_REQUIRED:
      return "required";
    default:
      return {};
  }
}

void write_choice(const Target& target, ObjectWriter& body, bool legacy) {
  const aip_tool_choice* choice = target.request.tool_choice;
  if (choice == nullptr) return;
  if (target.own(choice->origin) && sdk::present(choice->json)) {
    return body.raw(legacy ? "function_call" : "tool_choice", choice->json);
  }
  const std::string_view word = choice_word(choice->mode);
  const bool named = choice->mode == AIP_CHOICE_NAMED && !sdk::names(*choice).empty();
  const Place root;
  if (!word.empty()) {
    body.string("tool_choice", sdk::bytes(word));
  } else if (named && body.member("tool_choice")) {
    const bool custom = (choice->flags & AIP_CHOICE_FLAG_CUSTOM) != 0;
    write_named(target, custom ? "custom" : "function", choice->names[0]);
  } else if (choice->mode == AIP_CHOICE_SUBSET && body.member("tool_choice")) {
    write_subset(target, *choice);
  } else {
    target.lose(root.key("tool_choice"), "a choice that openai.chat has no form for");
  }
}

}  // namespace

void encode_tools(const Target& target, ObjectWriter& body) {
  const bool legacy = source_form(target, "tools").empty() && !source_form(target, "functions").empty();
  if (legacy && body.member("functions")) {
    write_functions(target);
  } else if (any_tool(target) && body.member("tools")) {
    write_tools(target);
  } else if (!sdk::tools(target.request).empty()) {
    const Place root;
    target.lose(root.key("tools"), "tools that only their own vendor carries out");
    if (target.request.tool_choice != nullptr) target.lose(root.key("tool_choice"), "a choice among no tools is refused");
    return;
  }
  write_choice(target, body,
               source_form(target, "tool_choice").empty() && !source_form(target, "function_call").empty());
}

void encode_format(const Target& target) {
  const aip_format& format = *target.request.format;
  const Place body;
  const Place place = body.key("response_format");
  if (format.kind == AIP_FORMAT_OPAQUE) {
    if (target.own(format.origin)) {
      target.out.raw(sdk::view(format.json));
    } else {
      target.lose(place, "a format that openai.chat has no word for");
      target.out.raw(R"({"type":"text"})");
    }
    return;
  }
  const bool schema = format.kind == AIP_FORMAT_SCHEMA;
  lose_foreign(target.env, format.extras, target.origin, place);
  ObjectWriter object(target.out, format.extras, target.origin);
  const std::string_view type = format.kind == AIP_FORMAT_TEXT ? "text" : "json_object";
  object.string("type", sdk::bytes(schema ? "json_schema" : type));
  if (schema && object.member("json_schema")) {
    ObjectWriter inner(target.out, {}, target.origin);
    inner.string("name", sdk::view(format.name).empty() ? sdk::bytes("response") : format.name);
    inner.string("description", format.description);
    inner.raw("schema", format.schema_json);
    strict(target, inner, format.flags);
    inner.close();
  }
  object.close();
}

void encode_embedding(const Target& target, ObjectWriter& body) {
  if (target.request.embedding == nullptr) throw sdk::invalid_request("Nothing to embed was sent.", "input");
  const aip_embedding& embedding = *target.request.embedding;
  if (target.own(embedding.origin)) {
    body.raw("input", embedding.json);
  } else if (body.member("input")) {
    target.out.begin_array();
    for (const aip_bytes& input : sdk::inputs(embedding)) target.out.string(sdk::view(input));
    target.out.end_array();
  }
  body.string("encoding_format", embedding.encoding);
  if (embedding.dimensions >= 0 && body.member("dimensions")) target.out.number(embedding.dimensions);
  const Place root;
  if (sdk::present(embedding.task)) target.lose(root.key("task"), "openai.chat has no task type");
  if (sdk::present(embedding.title)) target.lose(root.key("title"), "openai.chat has no title");
}

}  // namespace aipool::openai
