// SPDX-License-Identifier: MIT
//
// RequestConversion takes requests from one protocol to another through the host's classes, as the server does.
//
// Flow:      run() for each; a call for each.
// Threading: one thread.
// Ownership: borrows the protocols.
// Errors:    std::runtime_error with the reason.
#pragma once

#include <string>
#include <string_view>

#include "core/plugin/client_protocol.h"
#include "core/plugin/upstream_protocol.h"

namespace aipool::bench {

class RequestConversion {
 public:
  RequestConversion(const plugin::ClientProtocol& from, const plugin::UpstreamProtocol& to) : from_(from), to_(to) {}

  void run(std::string_view body, std::string& converted) const;

 private:
  const plugin::ClientProtocol& from_;
  const plugin::UpstreamProtocol& to_;
};

}  // namespace aipool::bench
