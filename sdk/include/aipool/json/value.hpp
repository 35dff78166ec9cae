// SPDX-License-Identifier: MIT
//
// Value is a view of one value of a parsed text: its exact source, and its meaning when asked for.
//
// Flow:      from Document::root(), find(), members() or elements(), all in source order; a nested container is stepped
//            over in constant time.
// Threading: any number of readers, while nobody parses into the document.
// Ownership: borrows text and document: valid until the next parse, and while both live.
// Errors:    an absent value, and a value of another kind, answer every question with nothing: false, empty, nullopt.
// Units:     offsets and sizes in bytes of the text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "aipool/json/number.hpp"
#include "aipool/json/string.hpp"
#include "aipool/json/tape.hpp"

namespace aipool::json {

struct Member;
template <class Item>
class Children;

class Value {
 public:
  constexpr Value() noexcept = default;
  constexpr Value(const char* text, const Node* node) noexcept : text_(text), node_(node) {}

  Kind kind() const noexcept { return node_->kind(); }
  explicit operator bool() const noexcept { return kind() != Kind::kAbsent; }
  bool is_null() const noexcept { return kind() == Kind::kNull; }
  bool is_boolean() const noexcept { return kind() == Kind::kBoolean; }
  bool is_number() const noexcept { return kind() == Kind::kNumber; }
  bool is_string() const noexcept { return kind() == Kind::kString; }
  bool is_array() const noexcept { return kind() == Kind::kArray; }
  bool is_object() const noexcept { return kind() == Kind::kObject; }

  // The value exactly as written: strings with their quotes, containers whole.
  std::string_view raw() const noexcept { return {text_ + node_->offset, node_->size}; }
  std::size_t offset() const noexcept { return node_->offset; }

  std::optional<bool> boolean() const noexcept { return is_boolean() ? std::optional(node_->size == 4) : std::nullopt; }
  // Exact integers as written: 1.0 and 1e2 are none, nor is what 64 bits cannot hold.
  std::optional<std::int64_t> int64() const noexcept { return is_number() ? read_int64(raw()) : std::nullopt; }
  std::optional<double> number() const { return is_number() ? read_double(raw()) : std::nullopt; }

  // What is between the quotes, still escaped.
  std::string_view string_raw() const noexcept {
    return is_string() ? std::string_view(text_ + node_->offset + 1, node_->size - 2) : std::string_view();
  }
  bool has_escapes() const noexcept { return node_->has_escapes(); }
  void append_string(std::string& out) const {
    if (has_escapes()) {
      append_unescaped(out, string_raw());
    } else {
      out += string_raw();
    }
  }
  std::string string() const {
    std::string out;
    append_string(out);
    return out;
  }
  // Whether this is a string that stands for `text`.
  [[gnu::always_inline]] bool equals(std::string_view text) const noexcept {
    if (has_escapes()) [[unlikely]] return equals_unescaped(string_raw(), text);
    // The size decides for nearly every member that find() passes.
    const bool may_be = node_->size == text.size() + 2 && is_string();
    return may_be && std::memcmp(text_ + node_->offset + 1, text.data(), text.size()) == 0;
  }

  // Members of an object or elements of an array; constant time.
  std::size_t size() const noexcept { return node_->count(); }
  // The member of that name. Of duplicates the last one wins, as in the languages that upstreams are written in.
  Value find(std::string_view key) const noexcept;
  Children<Member> members() const noexcept;
  Children<Value> elements() const noexcept;

 private:
  static constexpr Node kAbsentNode{0, 0, 1, static_cast<std::uint32_t>(Kind::kAbsent)};

  const char* text_ = "";
  const Node* node_ = &kAbsentNode;
};

struct Member {
  Value key;  // a string
  Value value;
};

// What a container holds, for range-for.
template <class Item>
class Children {
 public:
  class Iterator {
   public:
    Iterator(const char* text, const Node* node) noexcept : text_(text), node_(node) {}
    Item operator*() const noexcept {
      if constexpr (std::is_same_v<Item, Member>) return {{text_, node_}, {text_, node_ + 1}};
      if constexpr (std::is_same_v<Item, Value>) return {text_, node_};
    }
    Iterator& operator++() noexcept {
      if constexpr (std::is_same_v<Item, Member>) ++node_;  // over the key
      node_ += node_->span;
      return *this;
    }
    bool operator==(const Iterator& other) const noexcept { return node_ == other.node_; }

   private:
    const char* text_;
    const Node* node_;
  };

  Children(const char* text, const Node* first, const Node* last) noexcept : text_(text), first_(first), last_(last) {}
  Iterator begin() const noexcept { return {text_, first_}; }
  Iterator end() const noexcept { return {text_, last_}; }

 private:
  const char* text_;
  const Node* first_;
  const Node* last_;
};

inline Children<Member> Value::members() const noexcept {
  return {text_, node_ + 1, node_ + (is_object() ? node_->span : 1)};
}

inline Children<Value> Value::elements() const noexcept {
  return {text_, node_ + 1, node_ + (is_array() ? node_->span : 1)};
}

inline Value Value::find(std::string_view key) const noexcept {
  Value found;
  for (const Member member : members()) {
    if (member.key.equals(key)) found = member.value;
  }
  return found;
}

}  // namespace aipool::json
