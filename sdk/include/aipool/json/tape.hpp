// SPDX-License-Identifier: MIT
//
// Tape: the nodes of a parsed text in source order, sixteen bytes each, in storage that is kept between parses.
//
// Flow:      written by Parser, read by Value. A container is followed by its contents, a key by its value.
// Threading: one writer, or any number of readers.
// Ownership: owns the nodes that it asked for, not the room it was given nor the text.
// Errors:    grow() is false at the limit or without memory; nothing throws.
// Units:     offsets and sizes in bytes of the text.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <utility>

namespace aipool::json {

enum class Kind : std::uint8_t { kAbsent, kNull, kBoolean, kNumber, kString, kArray, kObject };

struct Node {
  static constexpr std::uint32_t kKindMask = 7;
  static constexpr std::uint32_t kEscapes = 8;
  static constexpr std::uint32_t kCountShift = 4;

  std::uint32_t offset;
  std::uint32_t size;
  std::uint32_t span;  // nodes from this one to its next sibling; while a container is open: its parent's index
  std::uint32_t info;  // kind, kEscapes, and above them the members or elements of a container

  Kind kind() const noexcept { return static_cast<Kind>(info & kKindMask); }
  bool has_escapes() const noexcept { return (info & kEscapes) != 0; }
  std::uint32_t count() const noexcept { return info >> kCountShift; }
};
static_assert(sizeof(Node) == 16);

class Tape {
 public:
  static constexpr std::size_t kNodesMax = (std::size_t{1} << (32 - Node::kCountShift)) - 1;

  Tape() noexcept = default;
  // `room` to begin with, of somebody else; malloc is asked only when it is full.
  explicit Tape(std::span<Node> room) noexcept : nodes_(room.data()), capacity_(room.size()) {}
  Tape(Tape&& other) noexcept
      : owned_(std::move(other.owned_)),
        nodes_(std::exchange(other.nodes_, nullptr)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  Tape& operator=(Tape&& other) noexcept {
    std::swap(owned_, other.owned_);
    std::swap(nodes_, other.nodes_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }

  Node* data() noexcept { return nodes_; }
  const Node* data() const noexcept { return nodes_; }
  std::size_t capacity() const noexcept { return capacity_; }
  bool is_owned() const noexcept { return owned_ != nullptr; }

  // Makes room for more than `used` nodes. What is new is not initialised.
  bool grow(std::size_t used) noexcept {
    const std::size_t capacity = std::min(kNodesMax, std::max(kNodesMin, capacity_ * 2));
    if (capacity <= used) return false;
    std::unique_ptr<Node[]> nodes(new (std::nothrow) Node[capacity]);
    if (!nodes) return false;
    if (used != 0) std::memcpy(nodes.get(), nodes_, used * sizeof(Node));
    owned_ = std::move(nodes);
    nodes_ = owned_.get();
    capacity_ = capacity;
    return true;
  }

 private:
  static constexpr std::size_t kNodesMin = 63;  // as much as malloc keeps at hand for each thread

  std::unique_ptr<Node[]> owned_;
  Node* nodes_ = nullptr;
  std::size_t capacity_ = 0;
};

}  // namespace aipool::json
