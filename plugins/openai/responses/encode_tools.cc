// SPDX-License-Identifier: MIT
#include <string_view>
#include <unordered_map>

#include "plugins/openai/responses/encode_request.h"
#include "plugins/openai/responses/namespaces.h"

namespace aipool::openai::responses {
namespace {

constexpr std::string_view kNoParameters = R"({"type":"object","properties":{}})";

void strict_member(const Target& target, ObjectWriter& object, std::uint32_t flags) {
  if ((flags & AIP_TOOL_FLAG_STRICT_SET) == 0 || !object.member("strict")) return;
  target.out.boolean((flags & AIP_TOOL_FLAG_STRICT) != 0);
}

// The vendor takes a function for strict unless it says otherwise, and wants to hear of parameters.
void write_function(const Target& target, const aip_tool& tool, ObjectWriter& object) {
  const bool own = target.own(tool.origin);
  object.string("name", tool.name);
  object.string("description", tool.description);
  const bool said = sdk::present(tool.schema_json);
  object.raw("parameters", said || own ? tool.schema_json : sdk::bytes(kNoParameters));
  strict_member(target, object, own ? tool.flags : tool.flags | AIP_TOOL_FLAG_STRICT_SET);
}

void write_freeform(const Target& target, const aip_tool& tool, const Place& place, ObjectWriter& object) {
  object.string("name", tool.name);
  object.string("description", tool.description);
  if (target.own(tool.origin)) return object.raw("format", tool.json);
  if (sdk::present(tool.json)) target.lose(place.key("format"), "a grammar in another protocol's form");
}

bool is_named(const aip_tool& tool) { return tool.kind == AIP_TOOL_FUNCTION || tool.kind == AIP_TOOL_CUSTOM; }

aip_bytes namespace_of(const Target& target, const aip_tool& tool) {
  return own_extra(tool.extras, target.origin, kNamespace);
}

// But for the namespace, which stands around the tool.
aip_extras extras_of_tool(const Target& target, const aip_tool& tool) {
  if (!sdk::present(namespace_of(target, tool))) return tool.extras;
  std::vector<aip_extra> kept;
  for (const aip_extra& extra : sdk::span(tool.extras)) {
    const std::string_view key = sdk::view(extra.key);
    const bool around = key == kNamespace || key.starts_with(kNamespaceMember);
    if (extra.origin != target.origin || !around) kept.push_back(extra);
  }
  const auto copy = target.env.copy(std::span<const aip_extra>(kept));
  return {copy.data(), copy.size()};
}

void write_one(const Target& target, const aip_tool& tool, const Place& place) {
  if (!is_named(tool)) {
    target.out.raw(sdk::view(tool.json));
    return;
  }
  const bool custom = tool.kind == AIP_TOOL_CUSTOM;
  lose_foreign(target.env, tool.extras, target.origin, place);
  ObjectWriter object(target.out, extras_of_tool(target, tool), target.origin);
  object.string("type", sdk::bytes(custom ? "custom" : "function"));
  custom ? write_freeform(target, tool, place, object) : write_function(target, tool, object);
  object.close();
}

// Puts the tools of a namespace, which follow one another, back into it.
class NamespaceWriter {
 public:
  explicit NamespaceWriter(const Target& target) : out_(target.out) {}

  // `whole`: of the next tool, as its client wrote it; empty: it is in none.
  void enter(aip_bytes whole) {
    if (whole.data == open_) return;
    if (open_ != nullptr) out_.end_array().end_object();
    open_ = nullptr;
    json::Document document;
    if (whole.data == nullptr || document.parse(sdk::view(whole)) != json::Error::kNone) return;
    open_ = whole.data;
    out_.begin_object();
    for (const json::Member member : document.root().members()) {
      if (!member.key.equals("tools")) out_.key(member.key.string()).raw(member.value.raw());
    }
    out_.key("tools").begin_array();
  }

 private:
  json::Writer& out_;
  const char* open_ = nullptr;
};

// False: nobody here could call any of them.
bool write_all(const Target& target, ObjectWriter& body) {
  const Place root;
  const Place list = root.key("tools");
  bool any = false;
  for (const aip_tool& tool : sdk::tools(target.request)) any = any || is_named(tool) || target.own(tool.origin);
  if (any && !body.member("tools")) return true;
  if (any) target.out.begin_array();
  std::size_t index = 0;
  NamespaceWriter spaces(target);
  for (const aip_tool& tool : sdk::tools(target.request)) {
    const Place place = list.at(index++);
    spaces.enter(namespace_of(target, tool));
    if (is_named(tool) || target.own(tool.origin)) {
      write_one(target, tool, place);
    } else {
      target.lose(place, "a tool that only its own vendor carries out");
    }
  }
  spaces.enter({});
  if (any) target.out.end_array();
  return any;
}

void write_name(const Target& target, bool custom, aip_bytes name) {
  target.out.begin_object().key("type").string(custom ? "custom" : "function");
  target.out.key("name").string(sdk::view(name)).end_object();
}

// Of tools of one name the first counts.
std::unordered_map<std::string_view, aip_enum> kinds_of(const Target& target) {
  std::unordered_map<std::string_view, aip_enum> kinds;
  for (const aip_tool& tool : sdk::tools(target.request)) kinds.try_emplace(sdk::view(tool.name), tool.kind);
  return kinds;
}

void write_names(const Target& target, const aip_tool_choice& choice) {
  const bool required = (choice.flags & AIP_CHOICE_FLAG_REQUIRED) != 0;
  target.out.begin_object().key("type").string("allowed_tools");
  target.out.key("mode").string(required ? "required" : "auto").key("tools").begin_array();
  const auto kinds = kinds_of(target);
  for (const aip_bytes& name : sdk::names(choice)) {
    const auto kind = kinds.find(sdk::view(name));
    write_name(target, kind != kinds.end() && kind->second == AIP_TOOL_CUSTOM, name);
  }
  target.out.end_array().end_object();
}

std::string_view word_of(aip_enum mode) {
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

void write_chosen(const Target& target, ObjectWriter& body) {
  const aip_tool_choice* choice = target.request.tool_choice;
  if (choice == nullptr) return;
  if (target.own(choice->origin) && sdk::present(choice->json)) return body.raw("tool_choice", choice->json);
  const std::string_view word = word_of(choice->mode);
  const bool named = choice->mode == AIP_CHOICE_NAMED && !sdk::names(*choice).empty();
  const Place root;
  if (!word.empty()) {
    body.string("tool_choice", sdk::bytes(word));
  } else if (named && body.member("tool_choice")) {
    write_name(target, (choice->flags & AIP_CHOICE_FLAG_CUSTOM) != 0, choice->names[0]);
  } else if (choice->mode == AIP_CHOICE_SUBSET && body.member("tool_choice")) {
    write_names(target, *choice);
  } else {
    target.lose(root.key("tool_choice"), "a choice that openai.responses has no form for");
  }
}

}  // namespace

void encode_tools(const Target& target, ObjectWriter& body) {
  const bool none = sdk::tools(target.request).empty();
  if (none && source_form(target, "tools") == "[]" && body.member("tools")) target.out.begin_array().end_array();
  const bool any = !none && write_all(target, body);
  if (any || none) return write_chosen(target, body);
  const Place root;
  target.lose(root.key("tools"), "tools that only their own vendor carries out");
  if (target.request.tool_choice != nullptr) target.lose(root.key("tool_choice"), "a choice among no tools is refused");
}

void encode_format(const Target& target, ObjectWriter& text) {
  const aip_format& format = *target.request.format;
  const Place body;
  const Place place = body.key("response_format");
  if (format.kind == AIP_FORMAT_OPAQUE) {
    if (target.own(format.origin)) return text.raw("format", format.json);
    return target.lose(place, "a format that openai.responses has no word for");
  }
  const bool schema = format.kind == AIP_FORMAT_SCHEMA;
  lose_foreign(target.env, format.extras, target.origin, place);
  if (!text.member("format")) return;
  ObjectWriter object(target.out, format.extras, target.origin);
  const std::string_view type = format.kind == AIP_FORMAT_TEXT ? "text" : "json_object";
  object.string("type", sdk::bytes(schema ? "json_schema" : type));
  if (schema) {
    object.string("name", sdk::view(format.name).empty() ? sdk::bytes("response") : format.name);
    object.string("description", format.description);
    object.raw("schema", sdk::present(format.schema_json) || target.own(format.origin) ? format.schema_json
                                                                                      : sdk::bytes(kNoParameters));
    strict_member(target, object, format.flags);
  }
  object.close();
}

}  // namespace aipool::openai::responses
