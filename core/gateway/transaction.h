// SPDX-License-Identifier: MIT
//
// Transaction is one client request from its head to its line in the access log.
//
// Flow:      made by Pipeline::serve, filled stage by stage, gone when the answer is finished.
// Threading: one event loop.
// Ownership: keeps the snapshot it started with; the request's tree hangs in `call`.
// Errors:    none of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aipool/abi.h"
#include "core/gateway/attempt_history.h"
#include "core/gateway/loop_context.h"
#include "core/gateway/response_store.h"
#include "core/gateway/snapshot.h"
#include "core/http/server_exchange.h"
#include "core/plugin/abi_view.h"
#include "core/plugin/call.h"

namespace aipool::gateway {

// How an answer ended. Only kComplete rests on the upstream's framing and its protocol's own terminal event.
enum class Ending : std::uint8_t { kNone, kComplete, kTruncated, kError, kCancelled };

struct Transaction {
  Transaction(LoopContext& loop_context, http::ServerExchange& exchange, std::shared_ptr<const Snapshot> current,
              std::string_view request_id)
      : loop(loop_context), client(exchange), snapshot(std::move(current)), call(request_id),
        started(loop.loop.now()) {
    request.struct_size = sizeof(request);
  }

  bool streams() const { return (request.flags & AIP_REQUEST_STREAM) != 0; }
  std::string_view model() const { return plugin::text(request.upstream_model); }

  LoopContext& loop;
  http::ServerExchange& client;
  const std::shared_ptr<const Snapshot> snapshot;
  plugin::Call call;
  const std::chrono::steady_clock::time_point started;

  aip_request request{};
  const plugin::ClientProtocol* protocol = nullptr;  // none: no route, errors in OpenAI's shape
  const PoolEntry* pool = nullptr;
  bool has_client = true;         // false: the server asks on its own account, and nothing can be passed through
  bool of_a_page = false;         // it has an Origin, and its answer CORS headers
  std::string_view pool_in_path;  // from /{provider}/v1/…
  std::string allow;              // methods of the path, for 405

  // Of stored responses: what the request continues, the newest first, or the one that it asks for.
  std::vector<ResponseStore::Shared> past;
  std::size_t past_messages = 0;              // of the tree, after the instructions
  bool has_keeper = false;                    // an account whose upstream keeps it: no other can serve the request
  std::string unknown_item;                   // that it refers to, and that is not kept here
  bool stays_with_maker = false;              // only the account that made its past can read that
  std::vector<std::size_t> ruled_out;         // accounts that cannot know what it refers to
  std::string_view answer_id;                 // by which the client knows the answer

  std::uint64_t conversation = 0;  // 0: none is known, or it does not matter

  // For the access log.
  std::string_view key;  // the short name of the client's
  AttemptHistory history{call.memory()};
  bool explains = false;     // the client may see the history
  std::string_view account;  // of the snapshot
  Ending ending = Ending::kNone;
  std::string fault;  // why, for logs only
  std::optional<aip_usage> usage;
  std::uint64_t content_bytes = 0;  // that the answer has said so far,
  std::uint64_t passed_pieces = 0;  // or, on pass-through, in how many events
  std::chrono::steady_clock::time_point first_content{};
};

}  // namespace aipool::gateway
