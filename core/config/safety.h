// SPDX-License-Identifier: MIT
//
// check_safety refuses to serve strangers without a real key.
//
// Flow:      load() calls it on the tree of config.yaml, which still has the place of every key.
// Threading: pure function.
// Ownership: nothing is kept.
// Errors:    on an address that is not loopback: no client key, or a placeholder or short one, the admin key too.
#pragma once

#include <string_view>

#include "core/config/value.h"

namespace aipool::config {

void check_safety(const Value& root, std::string_view host, Faults& faults);

// A key from an example, or one that anybody would guess.
bool is_placeholder(std::string_view key);

}  // namespace aipool::config
