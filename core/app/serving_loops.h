// SPDX-License-Identifier: MIT
//
// ServingLoops is what the event loops of the server run: a pipeline each, with its upstream connections and access log,
// all on the snapshot that was published last.
//
// Flow:      handlers() is given to the server; publish() at each reload, announce_drain() before the end.
// Threading: the control thread, except the handlers, each of which runs on its loop. A loop has a snapshot pointer of
//            its own, which only its mailbox changes, so that a request reads it without an atomic; and that pointer has
//            a count of its own, so that loops that begin and end requests never write the same line of memory.
// Ownership: outlives the server. A loop's state goes with its handler; the old snapshot with its last request.
// Errors:    none. A loop that a plugin holds for longer than kPatience changes over when it comes back.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "core/admin/management.h"
#include "core/base/log.h"
#include "core/base/metrics.h"
#include "core/base/mutex.h"
#include "core/gateway/loop_context.h"
#include "core/gateway/snapshot.h"
#include "core/http/server.h"

namespace aipool::app {

class ServingLoops {
 public:
  static constexpr std::chrono::seconds kPatience{2};

  ServingLoops(Logger& logger, MetricRegistry& metrics, const admin::Services& services,
               std::shared_ptr<const gateway::Snapshot> first);

  http::HandlerFactory handlers();

  // New requests start with it, on every loop, when this returns.
  void publish(std::shared_ptr<const gateway::Snapshot> next) AIPOOL_EXCLUDES(mutex_);
  // /health says so from now on.
  void announce_drain() AIPOOL_EXCLUDES(mutex_);

 private:
  struct Shared;
  class Loop;
  struct Entry {
    std::shared_ptr<http::Mailbox> mailbox;
    std::weak_ptr<Loop> loop;
  };

  void on_each(const std::function<void(Loop&)>& work) AIPOOL_EXCLUDES(mutex_);

  const std::shared_ptr<Shared> shared_;
  Mutex mutex_;
  std::shared_ptr<const gateway::Snapshot> current_ AIPOOL_GUARDED_BY(mutex_);
  std::vector<Entry> loops_ AIPOOL_GUARDED_BY(mutex_);
};

}  // namespace aipool::app
