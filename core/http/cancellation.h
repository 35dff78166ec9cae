// SPDX-License-Identifier: MIT
//
// Cancellation tells everything that waits on behalf of one request to stop waiting.
//
// Flow:      the server edge fires it when the client is gone; every wait takes a pointer to it, which may be null.
// Threading: one event loop.
// Ownership: must outlive the waits that refer to it.
// Errors:    a wait that it ends reports kCancelled.
#pragma once

#include "core/http/intrusive_list.h"

namespace aipool::http {

// Told when a Cancellation fires. Only records it and wakes coroutines: it may run while events are being marked.
class CancelNode : private Link {
 public:
  void forget() noexcept { unlink(); }

 protected:
  CancelNode() = default;
  virtual ~CancelNode() = default;
  virtual void on_cancel() noexcept = 0;

 private:
  friend class Cancellation;
};

class Cancellation {
 public:
  bool cancelled() const noexcept { return cancelled_; }

  // Wakes all waits at once; later waits end immediately.
  void cancel() noexcept {
    cancelled_ = true;
    while (!nodes_.empty()) {
      auto& node = static_cast<CancelNode&>(nodes_.front());
      node.unlink();
      node.on_cancel();
    }
  }

  void notify(CancelNode& node) noexcept { nodes_.push_back(node); }

 private:
  Link nodes_;
  bool cancelled_ = false;
};

}  // namespace aipool::http
