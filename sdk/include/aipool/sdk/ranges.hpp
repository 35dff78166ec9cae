// SPDX-License-Identifier: MIT
//
// Ranges over the arrays of a request: messages, parts, tools, and the plain ones.
//
// Flow:      for (const aip_message& m : messages(request)) for (const aip_part& p : parts(m)) ...
// Threading: pure functions.
// Ownership: an element is a reference into the tree, or, if its maker knew a smaller struct, into a zero-extended copy
//            in the iterator: it lives until the iterator moves on.
// Errors:    value_of() throws AIP_E_INTERNAL; no other function fails.
#pragma once

#include <cstddef>
#include <iterator>
#include <span>
#include <string_view>

#include "aipool/abi/canonical.h"
#include "aipool/sdk/bytes.hpp"
#include "aipool/sdk/fault.hpp"
#include "aipool/sdk/widen.hpp"

namespace aipool::sdk {

template <Growable T>
class Strided {
 public:
  class Iterator {
   public:
    using value_type = T;
    using difference_type = std::ptrdiff_t;

    Iterator() = default;
    Iterator(const char* at, std::size_t stride) noexcept : at_(at), stride_(stride) {}

    const T& operator*() const noexcept {
      const T& element = *reinterpret_cast<const T*>(at_);
      if (element.struct_size >= sizeof(T) && stride_ >= sizeof(T)) return element;
      copy_.element = widened(element, stride_);
      return copy_.element;
    }
    const T* operator->() const noexcept { return &**this; }
    Iterator& operator++() noexcept {
      at_ += stride_;
      return *this;
    }
    void operator++(int) noexcept { at_ += stride_; }
    bool operator==(const char* end) const noexcept { return at_ == end; }

   private:
    union Copy {  // hardly ever needed, so that it is not made before
      Copy() noexcept : unused() {}
      char unused;
      T element;
    };

    const char* at_ = nullptr;
    std::size_t stride_ = sizeof(T);
    mutable Copy copy_;
  };

  Strided() = default;
  Strided(const T* first, std::size_t count, std::size_t stride) noexcept
      : first_(reinterpret_cast<const char*>(first)), count_(first == nullptr ? 0 : count), stride_(stride) {}

  // Every element is a T as it is known here.
  bool is_whole() const noexcept {
    for (std::size_t i = 0; i < count_; ++i) {
      if (reinterpret_cast<const T*>(first_ + i * stride_)->struct_size < sizeof(T)) return false;
    }
    return stride_ == sizeof(T);
  }
  // REQUIRES: is_whole().
  std::span<const T> span() const noexcept { return {reinterpret_cast<const T*>(first_), count_}; }

  Iterator begin() const noexcept { return {first_, stride_}; }
  const char* end() const noexcept { return count_ == 0 ? first_ : first_ + count_ * stride_; }
  std::size_t size() const noexcept { return count_; }
  bool empty() const noexcept { return count_ == 0; }
  T operator[](std::size_t index) const noexcept { return *Iterator(first_ + index * stride_, stride_); }

 private:
  const char* first_ = nullptr;
  std::size_t count_ = 0;
  std::size_t stride_ = sizeof(T);
};

static_assert(std::input_iterator<Strided<aip_part>::Iterator>);

inline Strided<aip_message> messages(const aip_request& request) noexcept {
  return {request.messages, request.message_count, request.message_stride};
}
inline Strided<aip_part> parts(const aip_message& message) noexcept {
  return {message.parts, message.part_count, message.part_stride};
}
inline Strided<aip_part> children(const aip_part& part) noexcept {
  return {part.children, part.child_count, part.child_stride};
}
inline Strided<aip_tool> tools(const aip_request& request) noexcept {
  return {request.tools, request.tool_count, request.tool_stride};
}
inline std::span<const aip_bytes> stop_sequences(const aip_request& request) noexcept {
  return list(request.stop, request.stop_count);
}
inline std::span<const aip_bytes> names(const aip_tool_choice& choice) noexcept {
  return list(choice.names, choice.name_count);
}
inline std::span<const aip_bytes> inputs(const aip_embedding& embedding) noexcept {
  return list(embedding.inputs, embedding.input_count);
}
inline std::span<const aip_member> members(const aip_request& request) noexcept {
  return list(request.members, request.member_count);
}

// The last member of that name, as most JSON readers take it; NULL if there is none.
inline const aip_member* find_member(const aip_request& request, std::string_view key) noexcept {
  const aip_member* found = nullptr;
  for (const aip_member& member : members(request)) {
    if (view(member.key) == key) found = &member;
  }
  return found;
}

// The text of a member's value. A member that lies outside of the source is the fault of whoever decoded the request.
inline std::string_view value_of(const aip_request& request, const aip_member& member) {
  const std::string_view source = view(request.source_body);
  if (member.value > source.size() || member.value_len > source.size() - member.value) {
    throw Fault{AIP_E_INTERNAL, "a member lies outside of the source body"};
  }
  return source.substr(member.value, member.value_len);
}

inline bool has(const aip_request& request, uint64_t scalar) noexcept { return (request.present & scalar) != 0; }

// Arrays of an arena into the fields of a tree.
inline void set_messages(aip_request& request, std::span<const aip_message> items) noexcept {
  request.messages = items.data();
  request.message_count = items.size();
  request.message_stride = sizeof(aip_message);
}
inline void set_tools(aip_request& request, std::span<const aip_tool> items) noexcept {
  request.tools = items.data();
  request.tool_count = items.size();
  request.tool_stride = sizeof(aip_tool);
}
inline void set_parts(aip_message& message, std::span<const aip_part> items) noexcept {
  message.parts = items.data();
  message.part_count = items.size();
  message.part_stride = sizeof(aip_part);
}
inline void set_children(aip_part& part, std::span<const aip_part> items) noexcept {
  part.children = items.data();
  part.child_count = items.size();
  part.child_stride = sizeof(aip_part);
}

}  // namespace aipool::sdk
