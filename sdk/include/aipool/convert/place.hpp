// SPDX-License-Identifier: MIT
//
// Place is where a value stands in a document; it is rendered only when something must be said about it.
//
// Flow:      made on the stack while a decoder or encoder descends; read by faults (param) and losses (pointer).
// Threading: plain values.
// Ownership: borrows its parent and its key; both must outlive it, so every step is a named local.
// Errors:    none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace aipool::convert {

class Place {
 public:
  Place() = default;  // the document itself

  Place key(std::string_view key) const& { return Place(this, key, 0); }
  Place at(std::size_t index) const& { return Place(this, {}, index); }
  Place key(std::string_view) && = delete;
  Place at(std::size_t) && = delete;

  std::string pointer() const;  // JSON pointer: "/messages/3/role"
  std::string param() const;    // "messages[3].role"

 private:
  Place(const Place* parent, std::string_view key, std::size_t index) : parent_(parent), key_(key), index_(index) {}

  const Place* parent_ = nullptr;
  std::string_view key_;  // empty: an index
  std::size_t index_ = 0;
};

inline std::string Place::pointer() const {
  if (parent_ == nullptr) return {};
  std::string text = parent_->pointer() + '/';
  if (key_.empty()) return text + std::to_string(index_);
  for (const char c : key_) {
    if (c == '~') {
      text += "~0";
    } else if (c == '/') {
      text += "~1";
    } else {
      text += c;
    }
  }
  return text;
}

inline std::string Place::param() const {
  if (parent_ == nullptr) return {};
  std::string text = parent_->param();
  if (key_.empty()) return text + '[' + std::to_string(index_) + ']';
  if (!text.empty()) text += '.';
  return text.append(key_);
}

}  // namespace aipool::convert
