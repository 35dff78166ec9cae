// SPDX-License-Identifier: MIT
//
// Link is a node of a circular list that leaves its list when it is destroyed; a list head is a Link too.
//
// Flow:      waits, timers and runnable coroutines are linked where they live, so suspending allocates nothing.
// Threading: one event loop.
// Ownership: a list never owns its nodes.
// Errors:    none.
#pragma once

namespace aipool::http {

class Link {
 public:
  Link() noexcept : next_(this), previous_(this) {}
  ~Link() { unlink(); }
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  // As a node.
  bool linked() const noexcept { return next_ != this; }
  void unlink() noexcept {
    next_->previous_ = previous_;
    previous_->next_ = next_;
    next_ = previous_ = this;
  }

  // As a head.
  bool empty() const noexcept { return next_ == this; }
  Link& front() noexcept { return *next_; }
  Link& next() noexcept { return *next_; }
  void push_back(Link& node) noexcept {
    node.unlink();
    node.previous_ = previous_;
    node.next_ = this;
    previous_->next_ = &node;
    previous_ = &node;
  }
  // Moves all nodes of `other` to this empty list.
  void take_all(Link& other) noexcept {
    if (other.empty()) return;
    next_ = other.next_;
    previous_ = other.previous_;
    next_->previous_ = previous_->next_ = this;
    other.next_ = other.previous_ = &other;
  }

 private:
  Link* next_;
  Link* previous_;
};

}  // namespace aipool::http
