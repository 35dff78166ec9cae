// SPDX-License-Identifier: MIT
//
// changes tells what is different between two configurations, by the names of keys and accounts.
//
// Flow:      each reload asks for the log and for its caller; keep_fixed() first puts back what a running server cannot
//            change.
// Threading: pure functions.
// Ownership: plain values.
// Errors:    none. Values are compared and never shown: they may be credentials.
#pragma once

#include <string>
#include <vector>

#include "core/config/config.h"

namespace aipool::config {

// "log.level", "plugins", "pools.openai-custom.account-1", sorted.
std::vector<std::string> changes(const Config& before, const Config& after);

bool same_pool(const PoolConfig& a, const PoolConfig& b);
bool same_options(const RawOptions& a, const RawOptions& b);  // wherever they stand

// Gives `after` the values of `before` where a change wants a new process. The keys whose change has no effect so.
std::vector<std::string> keep_fixed(const Config& before, Config& after);

}  // namespace aipool::config
