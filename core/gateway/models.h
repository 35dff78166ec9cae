// SPDX-License-Identifier: MIT
//
// What models there are: the list of one pool, and the answers to the list and get operations of every client protocol.
//
// Flow:      models_of() gives the literal names of the accounts and, where accounts leave the choice to their
//            upstreams, what each of these lists, filtered by the account's own patterns; cached. answer_models()
//            merges the pools, and puts aliases first.
// Threading: one event loop; the cache is shared by all.
// Ownership: lists are shared and constant.
// Errors:    an upstream that cannot be asked counts as listing what it listed last, at first nothing.
#pragma once

#include "core/gateway/choose_pool.h"
#include "core/gateway/model_list.h"
#include "core/gateway/refusal.h"
#include "core/gateway/transaction.h"
#include "core/http/task.h"

namespace aipool::gateway {

http::Task<Models> models_of(Transaction& transaction, const PoolEntry& pool);

// Whether some account without a list of its own has an upstream that lists nothing: that one may know any model.
bool may_serve(const PoolEntry& pool, std::string_view model);

// Borrows the model's texts.
aip_event model_event(const Model& model);

// LIST_MODELS and GET_MODEL, in the client's protocol.
http::Task<Refusal> answer_models(Transaction& transaction);

// LIST_RUNNING, likewise: what the upstreams say that can be asked.
http::Task<Refusal> answer_running(Transaction& transaction);

}  // namespace aipool::gateway
