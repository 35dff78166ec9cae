// SPDX-License-Identifier: MIT
//
// The vendor's error objects: {"error": {"code", "message", "status", "details"}}, which some hosts wrap in an array.
//
// Flow:      decode_error() and read_error() from an upstream, write_error() for a client.
// Threading: pure.
// Ownership: texts that are kept lie in the call arena.
// Errors:    none: what is no JSON gets a fixed sentence.
// Units:     milliseconds.
#pragma once

#include <cstdint>
#include <string>

#include "plugins/gemini/convert.h"

namespace aipool::gemini {

// `status` 0: inside of an answer, whose own code then counts.
void read_error(sdk::Env& env, std::uint32_t origin, json::Value body, std::int32_t status, aip_error& to);
void decode_error(sdk::Env& env, std::uint32_t origin, const aip_reply& reply, aip_error& to);

std::int32_t status_of(const aip_error& error);
std::string write_error(const aip_error& error, std::uint32_t origin);

}  // namespace aipool::gemini
