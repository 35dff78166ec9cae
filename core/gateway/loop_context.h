// SPDX-License-Identifier: MIT
//
// LoopContext is what the requests of one event loop share: upstream connections, access log, attempt report, and whether the
// server is about to stop; and what all loops share: the logger, the report of losses, the signatures, the stored
// responses.
//
// Flow:      one for each loop, made on its thread; every Transaction refers to it.
// Threading: one event loop; what all loops share is safe from any thread.
// Ownership: outlives the loop's requests.
// Errors:    none.
#pragma once

#include <string>

#include "core/base/log.h"
#include "core/gateway/access_log.h"
#include "core/gateway/attempt_report.h"
#include "core/gateway/loss_report.h"
#include "core/gateway/response_store.h"
#include "core/gateway/signature_store.h"
#include "core/http/client.h"
#include "core/http/event_loop.h"

namespace aipool::gateway {

struct LoopContext {
  http::EventLoop& loop;
  http::ClientPool& upstreams;
  AccessLog& access_log;
  AttemptReport& attempts;
  Logger& logger;
  const LossReport& losses;
  SignatureStore& signatures;
  ResponseStore& responses;
  std::string spare_text{};  // lent to whoever gathers what goes out next: streams that wait hold no memory for it
  bool draining = false;     // for /health
};

}  // namespace aipool::gateway
