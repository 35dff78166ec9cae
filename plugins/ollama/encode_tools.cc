// SPDX-License-Identifier: MIT
#include <string_view>
#include <unordered_set>

#include "plugins/ollama/encode_request.h"

namespace aipool::ollama {
namespace {

constexpr std::string_view kAnyObject = R"({"type":"object"})";

class ToolList {
 public:
  ToolList(const Target& target, ObjectWriter& body) : target_(target), body_(body) {
    const aip_tool_choice* choice = target.request.tool_choice;
    if (choice == nullptr) return;
    for (const aip_bytes& name : sdk::names(*choice)) chosen_.insert(sdk::view(name));
  }

  void encode() {
    const Place root;
    const Place place = root.key("tools");
    std::size_t index = 0;
    bool any = false;
    for (const aip_tool& tool : sdk::tools(target_.request)) {
      const Place here = place.at(index++);
      const std::string_view why = why_not(tool);
      any = any || why.empty();
      if (!why.empty()) target_.lose(here, why);
    }
    if (any && body_.member("tools")) list(place);
    choice(root.key("tool_choice"));
  }

 private:
  // A choice is a shorter list of tools: there is nothing else to say it with.
  bool is_chosen(const aip_tool& tool) const {
    const aip_tool_choice* choice = target_.request.tool_choice;
    if (choice == nullptr || target_.own(choice->origin)) return true;
    if (choice->mode == AIP_CHOICE_NONE) return false;
    if (choice->mode != AIP_CHOICE_SUBSET && choice->mode != AIP_CHOICE_NAMED) return true;
    return chosen_.contains(sdk::view(tool.name));
  }

  std::string_view why_not(const aip_tool& tool) const {
    if (is_function(target_, tool)) return is_chosen(tool) ? "" : "not among those that may be called";
    return target_.own(tool.origin) ? "" : "a tool that only its own vendor carries out";
  }

  void list(const Place& place) {
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
    if ((tool.flags & AIP_TOOL_FLAG_STRICT_SET) != 0) target_.lose(place.key("strict"), "not in ollama.chat");
    ObjectWriter object(target_.out, tool.extras, target_.origin);
    object.string("type", sdk::bytes("function"));
    if (object.member("function")) {
      ObjectWriter function(target_.out, {}, target_.origin);
      function.string("name", tool.name);
      function.string("description", tool.description);
      function.raw("parameters", sdk::present(tool.schema_json) ? tool.schema_json : sdk::bytes(kAnyObject));
      function.close();
    }
    object.close();
  }

  void choice(const Place& place) {
    const aip_tool_choice* said = target_.request.tool_choice;
    const bool one =
        sdk::has(target_.request, AIP_HAS_PARALLEL_TOOLS) && (target_.request.flags & AIP_REQUEST_PARALLEL_TOOLS) == 0;
    if (one) target_.lose(place, "ollama.chat cannot ask for one call at a time");
    if (said == nullptr) return;
    if (target_.own(said->origin)) return body_.raw("tool_choice", said->json);
    const bool must = said->mode == AIP_CHOICE_REQUIRED || said->mode == AIP_CHOICE_NAMED ||
                      (said->flags & AIP_CHOICE_FLAG_REQUIRED) != 0;
    if (must) target_.lose(place, "ollama.chat cannot demand a call");
    if (said->mode == AIP_CHOICE_SUBSET && !must) target_.lose(place, "a choice became a shorter list of tools");
    if (said->mode == AIP_CHOICE_NONE) target_.lose(place, "without tools there is no call");
    if (said->mode == AIP_CHOICE_OPAQUE) target_.lose(place, "a choice that ollama.chat has no form for");
  }

  const Target& target_;
  ObjectWriter& body_;
  std::unordered_set<std::string_view> chosen_;
};

}  // namespace

void encode_tools(const Target& target, ObjectWriter& body) { ToolList(target, body).encode(); }

}  // namespace aipool::ollama
