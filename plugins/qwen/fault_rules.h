// SPDX-License-Identifier: MIT
//
// judge_failure() decides what an error of Qwen's endpoints means for the account.
//
// Flow:      judge() of the providers of this folder.
// Threading: pure.
// Ownership: none.
// Errors:    none: what no row here knows is judged by its class, as for every vendor.
// Units:     Unix milliseconds.
#pragma once

#include <cstdint>

#include "aipool/sdk.hpp"

namespace aipool::qwen {

enum class Credential : std::uint8_t { kKey, kToken };

void judge_failure(Credential credential, std::int64_t now_unix_ms, const aip_failure& failure, aip_verdict& verdict);

// Free quotas begin anew at midnight in Beijing, which has no summer time.
std::int64_t until_midnight_in_beijing(std::int64_t now_unix_ms);

}  // namespace aipool::qwen
