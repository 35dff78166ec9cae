// SPDX-License-Identifier: MIT
//
// Calls remembers the tool calls of a request that is being decoded: results have only the id of theirs, other protocols want
// its name.
//
// Flow:      add() each call in the order of the history, name_of() for each result.
// Threading: one per request.
// Ownership: refers to texts of the request.
// Errors:    none.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aipool/sdk.hpp"

namespace aipool::convert {

class Calls {
 public:
  struct Seen {
    aip_bytes id;
    aip_bytes name;
  };

  void add(const aip_part& call);
  // Of the last call with that id; absent: no such call came before.
  aip_bytes name_of(aip_bytes id) const;

  const std::vector<Seen>& seen() const noexcept { return seen_; }

 private:
  static constexpr std::size_t kNear = 64;

  std::vector<Seen> seen_;
  std::unordered_map<std::string_view, aip_bytes> far_;  // names by id of all but the last kNear
};

inline void Calls::add(const aip_part& call) {
  seen_.push_back({call.id, call.name});
  if (seen_.size() <= kNear) return;
  const Seen& old = seen_[seen_.size() - kNear - 1];
  far_.insert_or_assign(sdk::view(old.id), old.name);
}

// Nearly always it is one of the last; who asks for others shall not make every result search through all calls.
inline aip_bytes Calls::name_of(aip_bytes id) const {
  const auto near = seen_.rbegin() + static_cast<std::ptrdiff_t>(std::min(kNear, seen_.size()));
  const auto found =
      std::find_if(seen_.rbegin(), near, [&](const Seen& seen) { return sdk::view(seen.id) == sdk::view(id); });
  if (found != near) return found->name;
  const auto far = far_.find(sdk::view(id));
  return far == far_.end() ? aip_bytes{} : far->second;
}

}  // namespace aipool::convert
