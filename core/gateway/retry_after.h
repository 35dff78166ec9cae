// SPDX-License-Identifier: MIT
//
// Reads what an upstream says about the time to wait: Retry-After in seconds or as a date, retry-after-ms.
//
// Flow:      used on every failed answer before the verdict.
// Threading: pure function.
// Ownership: none.
// Errors:    anything else than RFC 9110's two forms counts as not said.
// Units:     milliseconds.
#pragma once

#include <chrono>
#include <ctime>
#include <optional>

#include "core/http/message.h"

namespace aipool::gateway {

std::optional<std::chrono::milliseconds> retry_after(const http::Headers& headers, std::time_t now);

}  // namespace aipool::gateway
