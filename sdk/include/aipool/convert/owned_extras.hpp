// SPDX-License-Identifier: MIT
//
// OwnedExtras is what an encoder of an answer keeps of members that nobody mapped.
//
// Flow:      take() from events, write() into an object of the answer.
// Threading: one per answer.
// Ownership: owns its texts.
// Errors:    extras of another protocol are reported as losses.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "aipool/json.hpp"
#include "aipool/sdk.hpp"

namespace aipool::convert {

class OwnedExtras {
 public:
  // Whether a stream delivers arrays in pieces or says them anew.
  enum class Arrays { kJoined, kReplaced };

  // Takes those of `origin` and reports the others. Of equal keys the last wins, but for arrays that are joined.
  void take(sdk::Env& env, aip_extras extras, std::uint32_t origin, Arrays arrays = Arrays::kJoined);
  void write(json::Writer& out) const;  // as members of an open object
  void clear() {
    items_.clear();
    places_.clear();
  }
  bool empty() const { return items_.empty(); }
  // Moves the members of these names out of this.
  OwnedExtras split(std::initializer_list<std::string_view> keys);

 private:
  struct Item {
    std::string key;
    std::string raw;
  };
  static void join(std::string& to, std::string_view more);
  void put(std::string_view key, std::string_view raw, Arrays arrays);
  Item* find(std::string_view key);

  static constexpr std::size_t kFew = 16;  // nearly always; an upstream may send any number of them

  std::vector<Item> items_;
  std::map<std::string, std::size_t, std::less<>> places_;  // by key, of more than kFew
};

inline void OwnedExtras::join(std::string& to, std::string_view more) {
  const auto is_empty = [](std::string_view raw) { return raw.find_first_not_of(" \t\r\n", 1) == raw.size() - 1; };
  if (is_empty(more)) return;
  if (is_empty(to)) {
    to = more;
    return;
  }
  to.back() = ',';
  to += more.substr(1);
}

inline void OwnedExtras::take(sdk::Env& env, aip_extras extras, std::uint32_t origin, Arrays arrays) {
  for (const aip_extra& extra : sdk::span(extras)) {
    if (extra.origin == origin) {
      put(sdk::view(extra.key), sdk::view(extra.raw), arrays);
    } else {
      env.loss(std::string("/").append(sdk::view(extra.key)), "has no place in the client's protocol");
    }
  }
}

inline OwnedExtras::Item* OwnedExtras::find(std::string_view key) {
  if (items_.size() <= kFew) {
    const auto found = std::find_if(items_.begin(), items_.end(), [&](const Item& item) { return item.key == key; });
    return found == items_.end() ? nullptr : &*found;
  }
  for (std::size_t i = places_.size(); i < items_.size(); ++i) places_.emplace(items_[i].key, i);
  const auto found = places_.find(key);
  return found == places_.end() ? nullptr : &items_[found->second];
}

inline void OwnedExtras::put(std::string_view key, std::string_view raw, Arrays arrays) {
  Item* found = find(key);
  if (found == nullptr) {
    items_.push_back({std::string(key), std::string(raw)});
  } else if (arrays == Arrays::kJoined && found->raw.starts_with('[') && raw.starts_with('[')) {
    join(found->raw, raw);
  } else {
    found->raw = raw;
  }
}

inline void OwnedExtras::write(json::Writer& out) const {
  for (const Item& item : items_) out.key(item.key).raw(item.raw);
}

inline OwnedExtras OwnedExtras::split(std::initializer_list<std::string_view> keys) {
  OwnedExtras taken;
  const auto is_one = [&](const Item& item) { return std::find(keys.begin(), keys.end(), item.key) != keys.end(); };
  std::copy_if(items_.begin(), items_.end(), std::back_inserter(taken.items_), is_one);
  std::erase_if(items_, is_one);
  places_.clear();
  return taken;
}

}  // namespace aipool::convert
