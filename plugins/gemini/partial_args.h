// SPDX-License-Identifier: MIT
//
// PartialArgs puts the arguments of a call together that come in pieces, each with its path: {"jsonPath": "$.city",
// "stringValue": "Par", "willContinue": true}.
//
// Flow:      add() for each piece, text() at the end of the call.
// Threading: one answer, one thread at a time.
// Ownership: owns its texts.
// Errors:    a path that makes no sense gives a member of that name.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/gemini/convert.h"

namespace aipool::gemini {

class PartialArgs {
 public:
  void add(json::Value piece);
  std::string text() const;
  bool empty() const { return root_.children.empty(); }
  void clear() { root_ = {}; }

 private:
  struct Node {
    std::string key;
    bool is_list = false;
    bool is_text = false;
    std::string value;                                        // of a leaf: unescaped text, or JSON
    std::vector<Node> children{};                             // as they came
    std::map<std::string, std::size_t, std::less<>> index{};  // of children, by key
  };
  static Node& child_of(Node& parent, std::string_view key, bool in_list);
  static void write(const Node& node, json::Writer& out);

  Node root_;
};

}  // namespace aipool::gemini
