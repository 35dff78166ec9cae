// SPDX-License-Identifier: MIT
//
// Call holds what every call into plugins for one request shares: arenas, cancel token, id, losses, last failure.
//
// Flow:      the gateway makes one per request (cheap: nothing is allocated before a plugin asks) and passes it to
//            the adapters; the request tree and its strings live in the call arena.
// Threading: one call is never in two threads, but may move between them; cancel() is safe from any thread.
// Ownership: must outlive every Encoder, Decoder and StepCall that was driven with it. Pinned: plugins hold its token.
// Errors:    failure() says more about the Error that an adapter returned last.
// Units:     bytes.
#pragma once

#include <atomic>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/arena.h"
#include "core/plugin/owned_error.h"

namespace aipool::plugin {

// Something that the target cannot carry: a JSON pointer into the source, and a few words.
struct Loss {
  std::string pointer;
  std::string why;
};

class Call {
 public:
  // Caps, not reservations. A tree holds spans of the body, so that both are well above the largest body.
  struct Budget {
    std::size_t step = std::size_t{64} << 20;
    std::size_t call = std::size_t{64} << 20;
  };
  static constexpr std::size_t kLossesKept = 64;

  explicit Call(std::string_view id) : Call(id, Budget()) {}
  Call(std::string_view id, Budget budget);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  std::string_view id() const noexcept { return id_; }
  void cancel() noexcept { cancelled_.store(true, std::memory_order_relaxed); }
  bool cancelled() const noexcept { return cancelled_.load(std::memory_order_relaxed); }

  // Lives as long as the call.
  std::string_view keep(std::string_view text) { return call_.copy(text); }
  Arena& arena() noexcept { return call_; }
  std::pmr::memory_resource& memory() noexcept { return memory_; }  // the same, for the host's own containers
  Arena& step_arena() noexcept { return step_; }
  const std::atomic<bool>* token() const noexcept { return &cancelled_; }
  // The environment of the innermost call that runs, for the one within it; nullptr: none runs.
  const aip_env* running() const noexcept { return running_; }
  void set_running(const aip_env* env) noexcept { running_ = env; }

  // The first kLossesKept of them; loss_count() counts all.
  std::span<const Loss> losses() const noexcept { return losses_; }
  std::size_t loss_count() const noexcept { return loss_count_; }
  void add_loss(std::string_view pointer, std::string_view why);
  // Those until now stay whatever comes of the attempt; drop_losses() forgets the ones after.
  void settle_losses() noexcept { settled_losses_ = loss_count_; }
  void drop_losses();

  OwnedError failure() const { return failure_.value_or(OwnedError()); }
  void set_failure(OwnedError failure) { failure_ = std::move(failure); }

 private:
  std::atomic<bool> cancelled_{false};
  Arena step_;
  Arena call_;
  ArenaMemory memory_{call_};
  const aip_env* running_ = nullptr;
  const std::string_view id_;
  std::vector<Loss> losses_;
  std::size_t loss_count_ = 0;
  std::size_t settled_losses_ = 0;
  std::optional<OwnedError> failure_;
};

}  // namespace aipool::plugin
