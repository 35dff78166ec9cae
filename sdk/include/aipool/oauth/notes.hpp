// SPDX-License-Identifier: MIT
//
// Notes are what a credential machine remembers between its steps: texts by name, as one JSON object.
//
// Flow:      Notes notes(state); notes["phase"] = "asked"; move.remember(notes.text())
// Threading: plain values.
// Ownership: copies.
// Errors:    a state that is no object of texts (another version's, or damaged) reads as empty.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "aipool/json.hpp"

namespace aipool::oauth {

class Notes {
 public:
  explicit Notes(std::string_view state) {
    json::Document document;
    if (document.parse(state) != json::Error::kNone) return;
    for (const json::Member member : document.root().members()) {
      if (member.value.is_string()) items_[member.key.string()] = member.value.string();
    }
  }

  std::string& operator[](std::string_view name) { return items_.try_emplace(std::string(name)).first->second; }
  std::string_view get(std::string_view name) const {
    const auto found = items_.find(name);
    return found == items_.end() ? std::string_view() : std::string_view(found->second);
  }
  void erase(std::string_view name) {
    if (const auto found = items_.find(name); found != items_.end()) items_.erase(found);
  }

  std::string text() const {
    std::string out;
    json::Writer writer(out);
    writer.begin_object();
    for (const auto& [name, value] : items_) writer.key(name).string(value);
    writer.end_object();
    return out;
  }

 private:
  std::map<std::string, std::string, std::less<>> items_;
};

}  // namespace aipool::oauth
