// SPDX-License-Identifier: MIT
//
// The explanation of an answer: which accounts were tried with which outcome, which pools were passed over and why,
// as one line of JSON for the header x-aipool-explain. It holds names of the configuration, statuses and times, and
// no text of an upstream.
//
// Flow:      wants_explanation() once the client is admitted; explain() whenever a head goes out.
// Threading: one event loop.
// Ownership: the text is the caller's.
// Errors:    none; what does not fit is counted in `more`.
// Units:     bytes; milliseconds.
#pragma once

#include <string>

#include "core/gateway/transaction.h"

namespace aipool::gateway {

inline constexpr std::size_t kExplanationMax = 3'000;  // clients read heads of 8 KiB and more

// The request asks for it, and carries the admin key.
bool wants_explanation(const Transaction& transaction);

std::string explain(const Transaction& transaction);

}  // namespace aipool::gateway
