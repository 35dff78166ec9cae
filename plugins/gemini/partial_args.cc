// SPDX-License-Identifier: MIT
#include "plugins/gemini/partial_args.h"

#include <algorithm>

namespace aipool::gemini {

void PartialArgs::add(json::Value piece) {
  constexpr std::size_t kStepsMax = 64;
  const std::string path = piece.find("jsonPath").string();
  std::string_view rest = path;
  if (rest.starts_with('$')) rest.remove_prefix(1);
  Node* node = &root_;
  for (std::size_t steps = 0; !rest.empty() && steps < kStepsMax; ++steps) {
    const bool in_list = rest.front() == '[' && rest.size() > 1 && rest[1] >= '0' && rest[1] <= '9';
    const bool bracket = rest.front() == '[';
    if (bracket || rest.front() == '.') rest.remove_prefix(1);
    const std::size_t end = std::min(rest.find_first_of(bracket ? "]" : ".["), rest.size());
    std::string_view key = rest.substr(0, end);
    rest.remove_prefix(std::min(end + (bracket ? 1 : 0), rest.size()));
    if (bracket && key.size() > 1 && (key.front() == '\'' || key.front() == '"')) key = key.substr(1, key.size() - 2);
    node = &child_of(*node, key, in_list);
  }
  if (const json::Value text = piece.find("stringValue"); text.is_string()) {
    node->is_text = true;
    node->value += text.string();
  } else if (const json::Value number = piece.find("numberValue"); given(number)) {
    node->value = number.raw();
  } else if (const json::Value boolean = piece.find("boolValue"); given(boolean)) {
    node->value = boolean.raw();
  } else if (piece.find("nullValue")) {
    node->value = "null";
  }
}

PartialArgs::Node& PartialArgs::child_of(Node& parent, std::string_view key, bool in_list) {
  parent.is_list = in_list;
  const auto found = parent.index.find(key);
  if (found != parent.index.end()) return parent.children[found->second];
  parent.index.emplace(key, parent.children.size());
  return parent.children.emplace_back(Node{.key = std::string(key), .value = {}});
}

std::string PartialArgs::text() const {
  std::string text;
  json::Writer out(text);
  if (root_.is_list || root_.children.empty()) return "{}";
  write(root_, out);
  return text;
}

void PartialArgs::write(const Node& node, json::Writer& out) {
  if (!node.children.empty()) {
    node.is_list ? out.begin_array() : out.begin_object();
    for (const Node& child : node.children) {
      if (!node.is_list) out.key(child.key);
      write(child, out);
    }
    node.is_list ? out.end_array() : out.end_object();
  } else if (node.is_text) {
    out.string(node.value);
  } else {
    out.raw(node.value.empty() ? "null" : std::string_view(node.value));
  }
}

}  // namespace aipool::gemini
