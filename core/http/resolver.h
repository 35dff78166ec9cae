// SPDX-License-Identifier: MIT
//
// Resolver turns a host into addresses without blocking its loop.
//
// Flow:      literals and localhost are answered at once, fresh names from the cache, others by a look-up on a thread
//            of its own. There is one look-up of a name at a time, so a dead one holds one thread and no more; who
//            waits gives up after kPatience, or goes on with the last good addresses.
// Threading: one event loop; the look-up threads reach it through its mailbox and may outlive it.
// Ownership: the caller keeps `host` alive while it waits.
// Errors:    kOverloaded (no such host, no answer in time, or too many look-ups at once), kTimeout, kCancelled; source
//            kUpstream.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "Poco/Net/IPAddress.h"
#include "core/base/result.h"
#include "core/http/addresses.h"
#include "core/http/event_loop.h"
#include "core/http/signal.h"
#include "core/http/task.h"

namespace aipool::http {

// What a look-up found: addresses, or why there are none.
struct FoundHosts {
  std::vector<Poco::Net::IPAddress> hosts;
  std::string failure;
};

// RFC 6761, 6.3: localhost and the names below it mean this machine, whatever a hosts file or a name server says.
bool means_this_machine(std::string_view name) noexcept;

// May block for as long as it likes.
FoundHosts look_up_by_libc(const std::string& name);

class Resolver {
 public:
  using LookUp = std::function<FoundHosts(const std::string& name)>;

  static constexpr std::chrono::seconds kPatience{2};  // libc's own is 10 s and more
  static constexpr std::size_t kLookUpsAtOnceMax = 16;
  static constexpr std::chrono::seconds kFresh{60};

  // What was found is not asked for again as long as it is `fresh`.
  explicit Resolver(EventLoop& loop, LookUp look_up = look_up_by_libc, std::chrono::milliseconds fresh = kFresh)
      : loop_(loop), look_up_(std::move(look_up)), fresh_(fresh) {}

  Task<Result<Addresses>> resolve(std::string_view host, std::uint16_t port, TimePoint deadline,
                                  Cancellation* cancellation);

 private:
  struct Name;

  Result<void> start(const std::string& text, const std::shared_ptr<Name>& name);
  Task<Result<void>> wait_for(const std::string& text, Name& name, TimePoint deadline, Cancellation* cancellation);

  EventLoop& loop_;
  const LookUp look_up_;
  const std::chrono::milliseconds fresh_;
  std::unordered_map<std::string, std::shared_ptr<Name>> names_;
};

}  // namespace aipool::http
