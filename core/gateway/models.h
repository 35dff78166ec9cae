// SPDX-License-Identifier: MIT
//
// What models there are: the list of one pool, and the answers to the list and get operations of every client protocol.
//
// Flow:      models_of() gives the literal names of the accounts and, where an account leaves the choice to its upstream, the
//            upstream's list filtered by the patterns; cached. answer_models() merges the pools.
// Threading: one event loop; the cache is shared by all.
// Ownership: lists are shared and constant.
// Errors:    an upstream that cannot be asked counts as listing nothing.
#pragma once

#include "core/gateway/choose_pool.h"
#include "core/gateway/model_list.h"
#include "core/gateway/refusal.h"
#include "core/gateway/transaction.h"
#include "core/http/task.h"

namespace aipool::gateway {

http::Task<Models> models_of(Transaction& transaction, const PoolEntry& pool);

// Borrows the model's texts.
aip_event model_event(const Model& model);

// LIST_MODELS and GET_MODEL, in the client's protocol.
http::Task<Refusal> answer_models(Transaction& transaction);

// LIST_RUNNING, likewise: what the upstreams say that can be asked.
http::Task<Refusal> answer_running(Transaction& transaction);

}  // namespace aipool::gateway
