// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string_view>

#include "plugins/claude/encode_request.h"

namespace aipool::claude {
namespace {

constexpr std::string_view kAnyObject = R"({"type":"object"})";

class Tools {
 public:
  Tools(const Target& target, ObjectWriter& body, bool thinks) : target_(target), body_(body), thinks_(thinks) {}

  void encode() {
    const bool any = any_tool();
    lose_others();
    if (any && body_.member("tools")) list();
    choice(any);
  }

 private:
  // A choice among some tools is a shorter list of them.
  bool is_chosen(const aip_tool& tool) const {
    const aip_tool_choice* choice = target_.request.tool_choice;
    if (choice == nullptr || choice->mode != AIP_CHOICE_SUBSET || target_.own(choice->origin)) return true;
    const auto names = sdk::names(*choice);
    return std::any_of(names.begin(), names.end(),
                       [&](const aip_bytes& name) { return sdk::view(name) == sdk::view(tool.name); });
  }

  std::string_view why_not(const aip_tool& tool) const {
    if (is_function(target_, tool)) return is_chosen(tool) ? "" : "not among those that may be called";
    return target_.own(tool.origin) ? "" : "a tool that only its own vendor carries out";
  }

  bool any_tool() const {
    for (const aip_tool& tool : sdk::tools(target_.request)) {
      if (why_not(tool).empty()) return true;
    }
    return false;
  }

  void lose_others() const {
    const Place root;
    const Place place = root.key("tools");
    std::size_t index = 0;
    for (const aip_tool& tool : sdk::tools(target_.request)) {
      const Place here = place.at(index++);
      if (const std::string_view why = why_not(tool); !why.empty()) target_.lose(here, why);
    }
  }

  void list() {
    const Place root;
    const Place place = root.key("tools");
    std::size_t index = 0;
    target_.out.begin_array();
    for (const aip_tool& tool : sdk::tools(target_.request)) {
      const Place here = place.at(index++);
      if (why_not(tool).empty()) write(tool, here);
    }
    target_.out.end_array();
  }

  void write(const aip_tool& said, const Place& place) {
    if (!is_function(target_, said)) {
      target_.out.raw(sdk::view(said.json));
      return;
    }
    const aip_tool tool = as_function(target_, said, place);
    lose_foreign(target_.env, tool.extras, target_.origin, place);
    ObjectWriter object(target_.out, tool.extras, target_.origin);
    object.string("name", tool.name);
    object.string("description", tool.description);
    object.raw("input_schema", sdk::present(tool.schema_json) ? tool.schema_json : sdk::bytes(kAnyObject));
    if ((tool.flags & AIP_TOOL_FLAG_STRICT_SET) != 0 && object.member("strict")) {
      target_.out.boolean((tool.flags & AIP_TOOL_FLAG_STRICT) != 0);
    }
    object.close();
  }

  std::string_view type_of(const aip_tool_choice* choice) const {
    if (choice == nullptr) return "auto";
    switch (choice->mode) {
      case AIP_CHOICE_NONE:
        return "none";
      case AIP_CHOICE_REQUIRED:
        return "any";
      case AIP_CHOICE_NAMED:
        return sdk::names(*choice).empty() ? "auto" : "tool";
      case AIP_CHOICE_SUBSET:
        return (choice->flags & AIP_CHOICE_FLAG_REQUIRED) != 0 ? "any" : "auto";
      default:
        return "auto";
    }
  }

  void choice(bool any) {
    const aip_tool_choice* said = target_.request.tool_choice;
    if (said != nullptr && target_.own(said->origin)) return body_.raw("tool_choice", said->json);
    const Place root;
    const bool one = sdk::has(target_.request, AIP_HAS_PARALLEL_TOOLS) &&
                     (target_.request.flags & AIP_REQUEST_PARALLEL_TOOLS) == 0;
    if (!any && said != nullptr && said->mode != AIP_CHOICE_NONE && said->mode != AIP_CHOICE_AUTO) {
      target_.lose(root.key("tool_choice"), "a choice among no tools");
    }
    if (!any || (said == nullptr && !one)) return;
    std::string_view type = type_of(said);
    if (said != nullptr && said->mode == AIP_CHOICE_OPAQUE) {
      target_.lose(root.key("tool_choice"), "a choice that claude.messages has no form for");
    }
    if (thinks_ && (type == "any" || type == "tool")) {
      target_.lose(root.key("tool_choice"), "a model that thinks cannot be made to call");
      type = "auto";
    }
    if (!body_.member("tool_choice")) return;
    target_.out.begin_object().key("type").string(type);
    if (type == "tool") target_.out.key("name").string(sdk::view(said->names[0]));
    if (one && type != "none") target_.out.key("disable_parallel_tool_use").boolean(true);
    target_.out.end_object();
  }

  const Target& target_;
  ObjectWriter& body_;
  const bool thinks_;
};

}  // namespace

void encode_tools(const Target& target, ObjectWriter& body, bool thinks) { Tools(target, body, thinks).encode(); }

}  // namespace aipool::claude
