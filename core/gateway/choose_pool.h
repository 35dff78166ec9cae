// SPDX-License-Identifier: MIT
//
// choose_pool() decides which pool serves a request, in the order of the configuration contract: path prefix, header,
// `provider:model`, the first pool whose models match, default_provider.
//
// Flow:      after inspect(); sets the transaction's pool and the upstream's model name.
// Threading: one event loop; may ask upstreams for their model lists.
// Ownership: the chosen pool belongs to the transaction's snapshot.
// Errors:    kNotFound for a provider or a model that is not served.
#pragma once

#include "core/gateway/refusal.h"
#include "core/gateway/transaction.h"
#include "core/http/task.h"
#include "core/plugin/owned_error.h"

namespace aipool::gateway {

http::Task<Refusal> choose_pool(Transaction& transaction);

plugin::OwnedError model_not_found(std::string_view model);

}  // namespace aipool::gateway
