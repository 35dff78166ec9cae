// SPDX-License-Identifier: MIT
//
// The headers of an upstream's answer that the client should see: rate limits, Retry-After.
//
// Flow:      an exchange gathers them with the head; they go out with an answer and with an error.
// Threading: pure functions.
// Ownership: borrowed from the head.
// Errors:    none.
#pragma once

#include <memory_resource>
#include <vector>

#include "core/http/message.h"

namespace aipool::gateway {

std::pmr::vector<http::Header> headers_for_client(const http::ResponseHead& head, std::pmr::memory_resource& memory);

}  // namespace aipool::gateway
