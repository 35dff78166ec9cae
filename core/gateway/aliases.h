// SPDX-License-Identifier: MIT
//
// Aliases: the operator's own names for models, in requests and in lists.
//
// Flow:      choose_pool() asks alias_of() for the name that the client says; answer_models() puts add_aliases() first.
// Threading: pure.
// Ownership: what is found belongs to the snapshot.
// Errors:    none.
#pragma once

#include <string_view>
#include <vector>

#include "core/gateway/model_list.h"
#include "core/gateway/snapshot.h"

namespace aipool::gateway {

// NULL: the name is none. `provider`: the pool that is already decided, empty where none is; an alias of another pool
// is none there.
const config::ModelAlias* alias_of(const Snapshot& snapshot, std::string_view name, std::string_view provider = {});

// What a pool serves, as a list shows it.
struct PoolModels {
  const PoolEntry* pool;
  Models models;
};

// The aliases of what is served, each with all that is known of its model.
std::vector<Model> aliases_of(const Snapshot& snapshot, const std::vector<PoolModels>& pools);

}  // namespace aipool::gateway
