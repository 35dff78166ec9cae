// SPDX-License-Identifier: MIT
//
// refuse_not_built reports the keys whose feature is not built yet. The one table of them is in not_built.cc:
// the change that builds a feature removes its row.
//
// Flow:      load() calls it for each tree, after the tree has been read and checked as if everything were built.
// Threading: pure function.
// Ownership: nothing is kept.
// Errors:    a fault for each such key that says more than "off": not for "", 0, false, {} and [],
//            and not where the value has a fault of its own already.
#pragma once

#include "core/config/value.h"

namespace aipool::config {

void refuse_not_built(const Value& root, Faults& faults);

}  // namespace aipool::config
