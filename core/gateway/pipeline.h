// SPDX-License-Identifier: MIT
//
// Pipeline serves one client request after the other: the life of a request, top to bottom. core/docs/life_of_a_request.md
// tells the same story in words.
//
// Flow:      serve() is the table of contents; each stage is a function of its own.
// Threading: one Pipeline for each event loop.
// Ownership: refers to the loop's context and to the holder of the current snapshot.
// Errors:    whatever goes wrong becomes an answer in the client's protocol; an exception costs its own request only.
#pragma once

#include <functional>
#include <memory>

#include "core/gateway/loop_context.h"
#include "core/gateway/snapshot.h"
#include "core/gateway/transaction.h"
#include "core/http/server_exchange.h"
#include "core/http/task.h"

namespace aipool::gateway {

using CurrentSnapshot = std::function<std::shared_ptr<const Snapshot>()>;

class Pipeline {
 public:
  Pipeline(LoopContext& loop, CurrentSnapshot snapshot) : loop_(loop), snapshot_(std::move(snapshot)) {}

  http::Task<void> serve(http::ServerExchange& client);

 private:
  LoopContext& loop_;
  CurrentSnapshot snapshot_;
};

}  // namespace aipool::gateway
