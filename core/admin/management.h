// SPDX-License-Identifier: MIT
//
// Management answers the operator's calls, which are not a client's: GET /metrics, GET /api/accounts,
// POST /api/reload, and POST /api/accounts/{uuid}/reset, /disable and /enable.
//
// Flow:      serve() stands before the pipeline and takes the requests whose path is one of its own.
// Threading: one for each event loop; what it calls runs on the control thread, which answers through the loop's mailbox.
// Ownership: refers to the loop; the services outlive it.
// Errors:    in OpenAI's shape: 401 without the admin key, 403 from elsewhere where there is none and from pages, 404, 405.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "core/admin/reload_report.h"
#include "core/base/metrics.h"
#include "core/gateway/pipeline.h"
#include "core/gateway/snapshot.h"
#include "core/http/event_loop.h"
#include "core/http/server_exchange.h"
#include "core/http/task.h"

namespace aipool::admin {

// What the program does for the operator. Each may be called from any thread, and answers on whichever it likes.
struct Services {
  using Reloaded = std::function<void(ReloadReport)>;
  std::function<void(Reloaded)> reload;
  const MetricRegistry& metrics;
};

class Management {
 public:
  Management(http::EventLoop& loop, gateway::CurrentSnapshot snapshot, const Services& services)
      : loop_(loop), snapshot_(std::move(snapshot)), services_(services) {}

  // Whether the request is the operator's; it must then be given to serve().
  static bool is_operators(const http::ServerExchange& request);
  http::Task<void> serve(http::ServerExchange& request);  // REQUIRES: is_operators()

 private:
  bool admit(http::ServerExchange& request) const;
  void accounts(http::ServerExchange& request) const;
  void metrics(http::ServerExchange& request) const;
  http::Task<void> reload(http::ServerExchange& request);
  void reset(http::ServerExchange& request, std::string_view uuid) const;
  void set_disabled(http::ServerExchange& request, std::string_view uuid, bool disabled) const;

  http::EventLoop& loop_;
  const gateway::CurrentSnapshot snapshot_;
  const Services& services_;
};

}  // namespace aipool::admin
