// SPDX-License-Identifier: MIT
//
// ServerContext is what a listener and its connections have in common.
//
// Flow:      made by the listener, read by every connection; connections enter and leave its list themselves.
// Threading: one event loop, except `load`, which is shared and atomic.
// Ownership: the listener owns it, and it outlives the connections.
// Errors:    none.
#pragma once

#include <cstddef>
#include <functional>

#include "core/http/event_loop.h"
#include "core/http/http_date.h"
#include "core/http/intrusive_list.h"
#include "core/http/server_exchange.h"
#include "core/http/server_limits.h"
#include "core/http/tls_certificates.h"

namespace aipool::http {

struct ServerContext {
  EventLoop& loop;
  const ServerLimits& limits;  // may change between two batches
  ServerLoad& load;
  FaultRenderer render_fault;
  Handler handler;
  const TlsCertificates* certificates = nullptr;  // none: plain HTTP
  HttpDate date{};
  Link connections{};
  std::size_t count = 0;            // of the connections
  bool draining = false;            // connections close after the request that they serve
  std::function<void()> drained{};  // called when draining and none is left
};

}  // namespace aipool::http
