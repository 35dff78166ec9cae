// SPDX-License-Identifier: MIT
//
// Errors: the vendor's object and the table between classes, statuses and types.
//
// Flow:      decode_error() for an answer that is no success, read_error() for an error inside a stream, and
//            write_error() for the client.
// Threading: pure.
// Ownership: texts of what is read lie in the call arena.
// Errors:    none: odd bytes give a fixed sentence and the class of the status.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plugins/claude/convert.h"

namespace aipool::claude {

// A conversion has no place for threads kept by the server; a client that reads this code sends the whole history.
inline constexpr std::string_view kThreadUnsupported = "thread_unsupported_request";

// `body`: the object with the member "error". `status` 0: the error came inside a stream.
void read_error(sdk::Env& env, std::uint32_t origin, json::Value body, std::int32_t status, aip_error& to);
void decode_error(sdk::Env& env, std::uint32_t origin, const aip_reply& reply, aip_error& to);

// {"type":"error","error":{"type","message"},"request_id"}
std::string write_error(const aip_error& error, std::uint32_t origin, std::string_view request_id);
std::int32_t status_of(const aip_error& error);

}  // namespace aipool::claude
