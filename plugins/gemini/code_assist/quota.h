// SPDX-License-Identifier: MIT
//
// read_quota() reads Code Assist's report of what is left to an account, `retrieveUserQuota`: the answer to a probe.
//
// Flow:      provider.cc asks for it with quota_request(); the end says that the account may be used for the model, an
//            error event of class QUOTA that it may not.
// Threading: pure.
// Ownership: none.
// Errors:    sdk::Fault for what is no such report.
// Units:     milliseconds.
//
// {"buckets":[{"modelId","remainingFraction","resetTime"}]}: a bucket with nothing left rests its model until its
// reset.
#pragma once

#include <string>
#include <string_view>

#include "plugins/gemini/convert.h"

namespace aipool::gemini::code_assist {

// Before "}", as the envelope of all requests is.
std::string quota_request(std::string_view project);

void read_quota(const Step& step, std::string_view model, std::string_view body);

}  // namespace aipool::gemini::code_assist
