// SPDX-License-Identifier: MIT
//
// Takeover is the side of the new server in a handover: it goes on with the listening sockets of the one that runs.
//
// Flow:      find() before the server starts; its sockets go to the server; ready() once that accepts.
// Threading: the main thread, before any other.
// Ownership: owns the channel; the sockets are the server's.
// Errors:    find() reports a server that runs and gives nothing; there none is no fault. A Takeover that goes without
//            ready() tells the old server to serve on. ready() reports an old server that serves on: this one must not.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/app/handover_channel.h"
#include "core/base/result.h"

namespace aipool::app {

class Takeover {
 public:
  // The channel that the old server gave to this process, and with `ask` else the one at folder/*/name.
  static Result<Takeover> find(bool ask, const std::string& folder, const std::string& name);

  // Empty: nobody runs.
  const std::vector<int>& sockets() const { return sockets_; }
  // Returns when the old server has given up its name, or has ended.
  Result<void> ready();

 private:
  std::optional<HandoverChannel> channel_;
  std::vector<int> sockets_;
};

}  // namespace aipool::app
