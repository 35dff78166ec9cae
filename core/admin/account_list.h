// SPDX-License-Identifier: MIT
//
// accounts_json() tells the operator how every account is: GET /api/accounts.
//
// Flow:      Management writes one for each request.
// Threading: any thread; each pool's lock is held for a copy.
// Ownership: the text is the caller's.
// Errors:    none. Nothing in it is secret; names of models may come from clients.
// Units:     milliseconds.
//
// {"accounts":[{"provider","uuid","name","health","rests_for_ms","in_flight","uses",
//               "models":[{"model","health","rests_for_ms"}]}]}: names of health as in core/pool/health.h; `models` has
// those alone that are not healthy, and `rests_for_ms` stands where there is a rest.
#pragma once

#include <string>

#include "core/gateway/snapshot.h"
#include "core/pool/time_point.h"

namespace aipool::admin {

std::string accounts_json(const gateway::Snapshot& snapshot, pool::TimePoint now);

}  // namespace aipool::admin
