// SPDX-License-Identifier: MIT
//
// Tools that a client has grouped in namespaces. Other protocols know one flat list: there each is a tool of its own,
// named as in its namespace or, where another tool has that name, "NAMESPACE__NAME". Its calls get their namespace
// back.
//
// Flow:      decode_tools() flattens with a ToolList; writers of openai.responses ask Namespaces where a name belongs.
// Threading: one per request.
// Ownership: a ToolList refers to its source, and its tree lies there and in the call arena; Namespaces owns copies.
// Errors:    sdk::Fault that names the field, as decode_request().
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugins/openai/convert.h"

namespace aipool::openai::responses {

// Extras of a flattened tool: the whole namespace as its client wrote it, of its first tool also what else it says of
// itself; and the tool's name there if that is another.
inline constexpr std::string_view kNamespace = "namespace";
inline constexpr std::string_view kNamespaceMember = "namespace.";  // the begin of its key
inline constexpr std::string_view kOwnName = "name";

class ToolList {
 public:
  explicit ToolList(const Source& source) : source_(source) {}

  void add(json::Value tools, const Place& place);
  // All that were added, under names that differ. A tool that its namespace has twice is one.
  std::span<aip_tool> take();

 private:
  struct Grouped {
    std::size_t tool;
    json::Value space;
  };

  aip_tool& add_tool(json::Value tool, const Place& place);
  bool enlist(aip_tool& tool, json::Value space);  // false: it is there already

  const Source& source_;
  std::vector<aip_tool> tools_;
  std::vector<Grouped> grouped_;
  std::set<std::string_view> names_;
  std::set<std::pair<std::string_view, std::string_view>> known_;  // namespace, name
};

class Namespaces {
 public:
  struct Member {
    std::string space;
    std::string name;  // within it
  };

  Namespaces(const aip_request& request, std::uint32_t origin);
  Namespaces(const Namespaces&) = delete;
  Namespaces& operator=(const Namespaces&) = delete;

  const Member* find(std::string_view flat_name) const;  // NULL: it is in none
  // The name in the flat list; empty: no such tool.
  std::string_view flat_name(std::string_view space, std::string_view name) const;

 private:
  std::map<std::string, Member, std::less<>> members_;
  std::map<std::pair<std::string_view, std::string_view>, std::string_view> flat_names_;  // of members_
};

}  // namespace aipool::openai::responses
