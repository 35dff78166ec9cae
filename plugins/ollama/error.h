// SPDX-License-Identifier: MIT
//
// Errors: {"error": "text"} and the table between classes and statuses.
//
// Flow:      decode_error() for an answer that is no success, read_error() for a line inside a stream, and
// write_error() for
//            the client.
// Threading: pure.
// Ownership: texts of what is read lie in the call arena.
// Errors:    none: odd bytes give a fixed sentence and the class of the status.
#pragma once

#include <cstdint>
#include <string>

#include "plugins/ollama/convert.h"

namespace aipool::ollama {

// `body`: the object with the member "error". `status` 0: the error came inside a stream.
void read_error(sdk::Env& env, std::uint32_t origin, json::Value body, std::int32_t status, aip_error& to);
void decode_error(sdk::Env& env, std::uint32_t origin, const aip_reply& reply, aip_error& to);

std::string write_error(const aip_error& error);
std::int32_t status_of(const aip_error& error);

}  // namespace aipool::ollama
