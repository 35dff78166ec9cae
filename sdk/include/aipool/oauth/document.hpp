// SPDX-License-Identifier: MIT
//
// with_members() changes a JSON document of another program: what it does not name stays as it was written.
//
// Flow:      with_members(text, {{"access_token", quoted(token)}, {"expiry_date", "1790000000000"}})
// Threading: free functions.
// Ownership: results are copies.
// Errors:    a text that is no object is replaced by one with the given members alone.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aipool/json.hpp"

namespace aipool::oauth {

inline std::string quoted(std::string_view text) {
  std::string out;
  json::append_quoted(out, text);
  return out;
}

// Name and exact JSON text; an empty text leaves the member as it is.
using Members = std::vector<std::pair<std::string_view, std::string>>;

inline std::string with_members(std::string_view text, const Members& members) {
  json::Document document;
  std::string out;
  json::Writer writer(out);
  std::vector<bool> written(members.size());
  writer.begin_object();
  if (document.parse(text) == json::Error::kNone) {
    for (const json::Member member : document.root().members()) {
      std::string_view value = member.value.raw();
      for (std::size_t i = 0; i < members.size(); ++i) {
        if (members[i].second.empty() || !member.key.equals(members[i].first)) continue;
        value = members[i].second;
        written[i] = true;
      }
      writer.key_raw(member.key.string_raw()).raw(value);
    }
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!written[i] && !members[i].second.empty()) writer.key(members[i].first).raw(members[i].second);
  }
  writer.end_object();
  return out;
}

}  // namespace aipool::oauth
