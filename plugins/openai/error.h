// SPDX-License-Identifier: MIT
//
// Errors: the vendor's object, the variants of compatible hosts, and the table between classes, statuses and words.
//
// Flow:      decode_error() for an answer that is no success, read_error() for an error inside an answer, and
//            write_error() for the client.
// Threading: pure.
// Ownership: texts of what is read lie in the call arena.
// Errors:    none: odd bytes give a fixed sentence and the class of the status.
#pragma once

#include <string>

#include "aipool/json.hpp"
#include "aipool/sdk.hpp"

namespace aipool::openai {

// `body`: the object with the member "error", or a variant of it. `status` 0: the error came inside an answer.
void read_error(sdk::Env& env, std::uint32_t origin, json::Value body, std::int32_t status, aip_error& to);
void decode_error(sdk::Env& env, std::uint32_t origin, const aip_reply& reply, aip_error& to);

// {"error":{"message","type","param","code"}}
std::string write_error(const aip_error& error, std::uint32_t origin);
std::int32_t status_of(const aip_error& error);

}  // namespace aipool::openai
