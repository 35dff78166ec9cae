// SPDX-License-Identifier: MIT
//
// Answers of the service that no protocol of a client has: its list of models, and its limits of use.
//
// Flow:      decode_own() of the provider.
// Threading: pure.
// Ownership: events borrow the document.
// Errors:    a document of another shape throws sdk::Fault of class AIP_E_UPSTREAM_PROTOCOL; used-up limits are
//            ERROR.
#pragma once

#include "plugins/kiro/account_options.h"

namespace aipool::kiro {

// Each model under the service's name, and under the one that clients of its vendor know.
void read_models(const Step& step, const AccountOptions& options, json::Value body);

void read_limits(const Step& step, json::Value body);

// When what is used up comes back, by the answer or else by the calendar: the first of next month.
std::int64_t reset_unix_ms(json::Value body, std::int64_t now_unix_ms);

}  // namespace aipool::kiro
