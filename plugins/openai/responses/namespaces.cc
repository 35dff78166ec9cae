// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/namespaces.h"

#include <algorithm>

#include "plugins/openai/responses/decode_request.h"

namespace aipool::openai::responses {
namespace {

constexpr std::size_t kNameMax = 256;  // bytes: each tool has its own copy of both names

// One without tools is like any other thing that only the vendor knows.
bool is_namespace(json::Value tool) {
  const json::Value tools = tool.find("tools");
  return tool.find("type").equals("namespace") && !(tools.is_array() && tools.size() == 0);
}

aip_extras with_extra(const Source& source, aip_extras extras, std::string_view key, aip_bytes raw) {
  const auto all = source.env.array<aip_extra>(extras.count + 1);
  std::copy_n(extras.items, extras.count, all.begin());
  all[extras.count] = {source.origin, static_cast<std::uint32_t>(extras.count), sdk::bytes(key), raw};
  return {all.data(), all.size()};
}

// What a namespace says of itself, so that whoever has no place for it can name it.
aip_extras with_members(const Source& source, aip_extras extras, json::Value space) {
  std::vector<aip_extra> all(extras.items, extras.items + extras.count);
  for (const json::Member member : space.members()) {
    if (is_among(member.key, {"type", "name", "tools"})) continue;
    const std::string_view key = source.env.copy(std::string(kNamespaceMember) + member.key.string());
    all.push_back({source.origin, static_cast<std::uint32_t>(all.size()), sdk::bytes(key), source.raw(member.value)});
  }
  const auto kept = source.env.copy(std::span<const aip_extra>(all));
  return {kept.data(), kept.size()};
}

}  // namespace

aip_tool& ToolList::add_tool(json::Value tool, const Place& place) {
  aip_tool made{};
  made.struct_size = sizeof made;
  decode_tool(source_, tool, place, made);
  return tools_.emplace_back(made);
}

void ToolList::add(json::Value tools, const Place& place) {
  std::size_t index = 0;
  for (const json::Value tool : source_.array_at(tools, place).elements()) {
    const Place here = place.at(index++);
    if (!is_namespace(source_.object_at(tool, here))) {
      names_.insert(sdk::view(add_tool(tool, here).name));
      continue;
    }
    if (source_.required_string(tool, "name", here).len > kNameMax) refuse(here.key("name"), "is too long");
    const Place list = here.key("tools");
    std::size_t inner = 0;
    for (const json::Value member : source_.array_at(tool.find("tools"), list).elements()) {
      grouped_.push_back({tools_.size(), tool});
      const Place place_of_member = list.at(inner);
      aip_tool& added = add_tool(member, place_of_member);
      if (added.name.len > kNameMax) refuse(place_of_member.key("name"), "is too long");
      if (inner++ == 0) added.extras = with_members(source_, added.extras, tool);
    }
  }
}

bool ToolList::enlist(aip_tool& tool, json::Value space) {
  const bool named = tool.kind != AIP_TOOL_HOSTED;
  const std::string_view space_name = sdk::view(source_.text(space.find("name")));
  const std::string_view own_name = sdk::view(tool.name);
  if (named && !known_.emplace(space_name, own_name).second) return false;
  tool.extras = with_extra(source_, tool.extras, kNamespace, source_.raw(space));
  if (!named || names_.insert(own_name).second) return true;
  std::string name = std::string(space_name) + "__" + std::string(own_name);
  while (names_.contains(name)) name += '_';
  tool.name = sdk::bytes(source_.env.copy(name));
  names_.insert(sdk::view(tool.name));
  std::string quoted;
  json::Writer(quoted).string(own_name);
  tool.extras = with_extra(source_, tool.extras, kOwnName, sdk::bytes(source_.env.copy(quoted)));
  return true;
}

std::span<aip_tool> ToolList::take() {
  std::vector<bool> twice(tools_.size());
  for (const Grouped& one : grouped_) twice[one.tool] = !enlist(tools_[one.tool], one.space);
  std::vector<aip_tool> all;
  for (std::size_t i = 0; i < tools_.size(); ++i) {
    if (!twice[i]) all.push_back(tools_[i]);
  }
  return source_.env.copy(std::span<const aip_tool>(all));
}

// Tools of one namespace share its text, which is read once for those that follow one another.
Namespaces::Namespaces(const aip_request& request, std::uint32_t origin) {
  const char* read = nullptr;
  std::string space;
  for (const aip_tool& tool : sdk::tools(request)) {
    const aip_bytes whole = own_extra(tool.extras, origin, kNamespace);
    if (!sdk::present(whole) || tool.kind == AIP_TOOL_HOSTED) continue;
    json::Document document;
    if (whole.data != read) {
      read = whole.data;
      space = document.parse(sdk::view(whole)) == json::Error::kNone ? document.root().find("name").string() : "";
    }
    const std::string_view quoted = sdk::view(own_extra(tool.extras, origin, kOwnName));
    const bool renamed = !quoted.empty() && document.parse(quoted) == json::Error::kNone;
    Member member{space, renamed ? document.root().string() : std::string(sdk::view(tool.name))};
    const auto [at, added] = members_.try_emplace(std::string(sdk::view(tool.name)), std::move(member));
    if (added)
      flat_names_.emplace(std::pair(std::string_view(at->second.space), std::string_view(at->second.name)), at->first);
  }
}

const Namespaces::Member* Namespaces::find(std::string_view flat_name) const {
  const auto at = members_.find(flat_name);
  return at == members_.end() ? nullptr : &at->second;
}

std::string_view Namespaces::flat_name(std::string_view space, std::string_view name) const {
  const auto at = flat_names_.find({space, name});
  return at == flat_names_.end() ? std::string_view() : at->second;
}

}  // namespace aipool::openai::responses
