// SPDX-License-Identifier: MIT
//
// Resolver turns a host into addresses without blocking its loop.
//
// Flow:      literals and localhost are answered at once, fresh names from the cache, others by getaddrinfo on a thread
//            of its own; a name that stops resolving keeps its last good addresses.
// Threading: one event loop; the look-up threads reach it through its mailbox and may outlive it.
// Ownership: the caller keeps `host` alive while it waits.
// Errors:    kOverloaded (no such host, or too many look-ups at once), kTimeout, kCancelled; source kUpstream.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "Poco/Net/SocketAddress.h"
#include "core/base/result.h"
#include "core/http/event_loop.h"
#include "core/http/signal.h"
#include "core/http/task.h"

namespace aipool::http {

class Resolver {
 public:
  using Addresses = std::vector<Poco::Net::SocketAddress>;

  explicit Resolver(EventLoop& loop) noexcept : loop_(loop) {}

  Task<Result<Addresses>> resolve(std::string_view host, std::uint16_t port, TimePoint deadline,
                                  Cancellation* cancellation);

 private:
  struct Lookup;

  Result<void> start(const std::string& name, const std::shared_ptr<Lookup>& lookup);

  EventLoop& loop_;
  std::unordered_map<std::string, std::shared_ptr<Lookup>> lookups_;
};

}  // namespace aipool::http
