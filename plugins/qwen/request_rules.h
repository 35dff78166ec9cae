// SPDX-License-Identifier: MIT
//
// request_rules.h - what Qwen's compatible endpoints ask of a request, whoever signs it.
//
// Flow:      the providers of this folder: supported(), then prepare_request() in their prepare().
// Threading: pure.
// Ownership: what is prepared lies in the call arena or is the account's.
// Errors:    sdk::Fault for an operation that there is not, and with the operator's key in `param`.
#pragma once

#include "aipool/convert.hpp"
#include "aipool/sdk.hpp"

namespace aipool::qwen {

inline constexpr std::string_view kProtocol = "openai.chat";

// AIP_SUPPORT_*.
aip_enum supported(aip_enum operation);

// The account's options over what the vendor's own client does. See README.md for each rule.
convert::ChatDialect dialect_of(const aip_account& account, const aip_request& request);

// Path, headers and dialect; `token` goes out as a bearer, an empty one is left out.
void prepare_request(sdk::Env& env, const aip_account& account, const aip_request& request, std::string_view token,
                     aip_prepared& prepared);

}  // namespace aipool::qwen
