// SPDX-License-Identifier: MIT
#include <set>
#include <unordered_set>

#include "plugins/kiro/encode_request.h"
#include "plugins/kiro/schema.h"
#include "plugins/kiro/tool_names.h"

namespace aipool::kiro {
namespace {

// One character more than 10240 makes the service fail.
constexpr std::size_t kDescriptionMax = 10'000;
constexpr std::string_view kPlaceholder = "Used earlier in this conversation.";

std::string lower(std::string_view text) {
  std::string made(text);
  for (char& c : made) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return made;
}

class ToolList {
 public:
  ToolList(const Target& target, const aip_hash_service& hash, std::string& system)
      : target_(target),
        hash_(hash),
        system_(system),
        out_(text_),
        inner_{target.env, target.origin, target.request, out_} {
    const aip_tool_choice* choice = target.request.tool_choice;
    if (choice == nullptr) return;
    for (const aip_bytes& name : sdk::names(*choice)) chosen_.insert(sdk::view(name));
  }

  std::string encode(const std::vector<Turn>& turns) {
    const Place root;
    const Place list = root.key("tools");
    std::size_t index = 0;
    out_.begin_array();
    for (const aip_tool& tool : sdk::tools(target_.request)) {
      const Place here = list.at(index++);
      const std::string_view why = why_not(tool);
      why.empty() ? write(tool, here) : target_.lose(here, why);
    }
    for (const Turn& turn : turns) {
      for (const ToolUse& use : turn.uses) write_used(use);
    }
    out_.end_array();
    choice(root.key("tool_choice"));
    return written_.empty() ? std::string() : std::move(text_);
  }

 private:
  // A choice is a shorter list of tools: there is nothing else to say it with.
  std::string_view why_not(const aip_tool& tool) const {
    if (!is_function(target_, tool)) return "a tool that only its own vendor carries out";
    const aip_tool_choice* choice = target_.request.tool_choice;
    if (choice == nullptr) return {};
    const bool narrow = choice->mode == AIP_CHOICE_SUBSET || choice->mode == AIP_CHOICE_NAMED;
    const bool out = choice->mode == AIP_CHOICE_NONE || (narrow && !chosen_.contains(sdk::view(tool.name)));
    return out ? "not among those that may be called" : "";
  }

  void write(const aip_tool& said, const Place& place) {
    const std::string name = tool_name(hash_, sdk::view(said.name));
    if (!written_.insert(lower(name)).second) return target_.lose(place, "a second tool of that name");
    const aip_tool tool = as_function(target_, said, place);
    lose_foreign(target_.env, tool.extras, target_.origin, place);
    if ((tool.flags & AIP_TOOL_FLAG_STRICT_SET) != 0) target_.lose(place.key("strict"), "not in kiro.generate");
    const Place parameters = place.key("parameters");
    begin(name, description(tool, name));
    write_schema(inner_, sdk::view(tool.schema_json), parameters);
    end();
  }

  // The history may not speak of a tool that is not listed.
  void write_used(const ToolUse& use) {
    const std::string name = tool_name(hash_, use.name);
    if (!written_.insert(lower(name)).second) return;
    const Place root;
    begin(name, std::string(kPlaceholder));
    write_schema(inner_, {}, root);
    end();
  }

  void begin(const std::string& name, const std::string& description) {
    out_.begin_object().key("toolSpecification").begin_object().key("name").string(name);
    out_.key("description").string(description).key("inputSchema").begin_object().key("json");
  }
  void end() { out_.end_object().end_object().end_object(); }

  // It may not be empty.
  std::string description(const aip_tool& tool, const std::string& name) {
    const std::string_view said = sdk::view(tool.description);
    if (said.find_first_not_of(" \t\r\n") == std::string_view::npos) return name;
    if (said.size() <= kDescriptionMax) return std::string(said);
    const std::string title = "Tool " + name;
    system_.append(system_.empty() ? "" : "\n\n").append("# ").append(title).append("\n\n").append(said);
    return "Described in the system prompt, under \"" + title + "\".";
  }

  void choice(const Place& place) const {
    const aip_tool_choice* said = target_.request.tool_choice;
    const bool one =
        sdk::has(target_.request, AIP_HAS_PARALLEL_TOOLS) && (target_.request.flags & AIP_REQUEST_PARALLEL_TOOLS) == 0;
    if (one) target_.lose(place, "kiro.generate cannot ask for one call at a time");
    if (said == nullptr) return;
    const bool must = said->mode == AIP_CHOICE_REQUIRED || said->mode == AIP_CHOICE_NAMED ||
                      (said->flags & AIP_CHOICE_FLAG_REQUIRED) != 0;
    if (must) target_.lose(place, "kiro.generate cannot demand a call");
    if (said->mode == AIP_CHOICE_SUBSET && !must) target_.lose(place, "a choice became a shorter list of tools");
    if (said->mode == AIP_CHOICE_NONE) target_.lose(place, "without tools there is no call");
    if (said->mode == AIP_CHOICE_OPAQUE) target_.lose(place, "a choice that kiro.generate has no form for");
  }

  const Target& target_;
  const aip_hash_service& hash_;
  std::string& system_;
  std::string text_;
  json::Writer out_;
  const Target inner_;  // writes here
  std::set<std::string> written_;
  std::unordered_set<std::string_view> chosen_;
};

}  // namespace

std::string encode_tools(const Target& target, const aip_hash_service& hash, const std::vector<Turn>& turns,
                         std::string& system) {
  return ToolList(target, hash, system).encode(turns);
}

}  // namespace aipool::kiro
