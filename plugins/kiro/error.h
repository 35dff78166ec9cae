// SPDX-License-Identifier: MIT
//
// Errors: {"message", "reason"} (also "__type") with a status, and exceptions inside a stream.
//
// Flow:      decode_error() for an answer that is no success, read_exception() for a frame; judge() reads the
//            classes that both give.
// Threading: pure.
// Ownership: texts lie in the call arena.
// Errors:    none: odd bytes give a fixed sentence and the class of the status.
#pragma once

#include <cstdint>

#include "plugins/kiro/convert.h"
#include "plugins/kiro/event_frame.h"

namespace aipool::kiro {

inline constexpr std::string_view kModelNotFound = "model_not_found";
inline constexpr std::string_view kNoProfile = "profile_arn_required";
inline constexpr std::string_view kSuspended = "suspended";
inline constexpr std::string_view kTokenRefused = "token_refused";
inline constexpr std::string_view kContentLength = "ContentLengthExceededException";

void decode_error(sdk::Env& env, std::uint32_t origin, const aip_reply& reply, aip_error& to);
void read_exception(sdk::Env& env, std::uint32_t origin, const EventFrame& frame, json::Value payload, aip_error& to);

}  // namespace aipool::kiro
