// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string_view>

#include "plugins/gemini/encode_request.h"

namespace aipool::gemini {
namespace {

class ToolsWriter {
 public:
  ToolsWriter(const Target& target, ObjectWriter& body) : target_(target), body_(body) {}

  void encode() {
    const bool functions = any([this](const aip_tool& tool) { return is_function(target_, tool); });
    const bool hosted = any([this](const aip_tool& tool) { return is_own_hosted(tool); });
    lose_others();
    if ((functions || hosted) && body_.member("tools")) list(functions);
    choice(functions);
  }

 private:
  template <class Is>
  bool any(Is is) const {
    for (const aip_tool& tool : sdk::tools(target_.request)) {
      if (is(tool)) return true;
    }
    return false;
  }

  bool is_own_hosted(const aip_tool& tool) const { return tool.kind != AIP_TOOL_FUNCTION && target_.own(tool.origin); }

  void lose_others() const {
    const Place root;
    const Place place = root.key("tools");
    std::size_t index = 0;
    for (const aip_tool& tool : sdk::tools(target_.request)) {
      const Place here = place.at(index++);
      if (!is_function(target_, tool) && !is_own_hosted(tool)) {
        target_.lose(here, "a tool that only its own vendor carries out");
      }
    }
  }

  void list(bool functions) {
    const Place root;
    const Place place = root.key("tools");
    json::Writer& out = target_.out;
    out.begin_array();
    if (functions) {
      out.begin_object().key("functionDeclarations").begin_array();
      std::size_t index = 0;
      for (const aip_tool& tool : sdk::tools(target_.request)) {
        const Place here = place.at(index++);
        if (is_function(target_, tool)) declaration(as_function(target_, tool, here), here);
      }
      out.end_array().end_object();
    }
    for (const aip_tool& tool : sdk::tools(target_.request)) {
      if (is_own_hosted(tool)) out.raw(sdk::view(tool.json));
    }
    out.end_array();
  }

  // Real JSON Schema has a member of its own, so that nothing of it need be left out.
  void declaration(const aip_tool& tool, const Place& place) {
    lose_foreign(target_.env, tool.extras, target_.origin, place);
    if ((tool.flags & AIP_TOOL_FLAG_STRICT_SET) != 0) {
      target_.lose(place.key("strict"), "how strictly a schema is kept");
    }
    ObjectWriter object(target_.out, tool.extras, target_.origin);
    object.string("name", tool.name);
    object.string("description", tool.description);
    if (target_.own(tool.origin) && sdk::present(tool.json)) {
      object.raw("parameters", tool.json);
    } else {
      object.raw("parametersJsonSchema", tool.schema_json);
    }
    object.close();
  }

  std::string_view mode() const {
    const aip_tool_choice& said = *target_.request.tool_choice;
    switch (said.mode) {
      case AIP_CHOICE_NONE:
        return "NONE";
      case AIP_CHOICE_REQUIRED:
      case AIP_CHOICE_NAMED:
        return "ANY";
      case AIP_CHOICE_SUBSET:
        return (said.flags & AIP_CHOICE_FLAG_REQUIRED) != 0 ? "ANY" : "VALIDATED";  // the names need one of them
      default:
        return "AUTO";
    }
  }

  void choice(bool functions) {
    const aip_request& request = target_.request;
    const Place root;
    const Place place = root.key("tool_choice");
    const bool one = sdk::has(request, AIP_HAS_PARALLEL_TOOLS) && (request.flags & AIP_REQUEST_PARALLEL_TOOLS) == 0;
    if (one) target_.lose(place, "one call at a time");
    const aip_tool_choice* said = request.tool_choice;
    if (said == nullptr) return;
    const bool own = target_.own(said->origin);
    if (!own && said->mode == AIP_CHOICE_OPAQUE) {
      return target_.lose(place, "a choice that gemini.generate has no form for");
    }
    if (!functions && !own) {
      const bool idle = said->mode == AIP_CHOICE_NONE || said->mode == AIP_CHOICE_AUTO;
      return idle ? void() : target_.lose(place, "a choice among no tools");
    }
    if (!body_.member("toolConfig")) return;
    json::Writer& out = target_.out;
    out.begin_object().key("functionCallingConfig");
    if (own) {
      out.raw(sdk::view(said->json)).end_object();
      return;
    }
    out.begin_object().key("mode").string(mode());
    const bool among = said->mode == AIP_CHOICE_NAMED || said->mode == AIP_CHOICE_SUBSET;
    if (among && said->name_count != 0) {
      out.key("allowedFunctionNames").begin_array();
      for (const aip_bytes& name : sdk::names(*said)) out.string(sdk::view(name));
      out.end_array();
    }
    out.end_object().end_object();
  }

  const Target& target_;
  ObjectWriter& body_;
};

}  // namespace

void encode_tools(const Target& target, ObjectWriter& body) { ToolsWriter(target, body).encode(); }

}  // namespace aipool::gemini
