// SPDX-License-Identifier: MIT
//
// judge_failure() decides about a failed request by Code Assist's own words: whose fault, who rests, for how long.
//
// Flow:      the provider's judge(). The host never asks an account twice for one request, so that what the vendor
//            calls terminal is a rest until its quota is full again, and another account may be tried.
// Threading: pure but for a line in the log.
// Ownership: none.
// Errors:    none. What nobody here knows the class of the error and the host's table decide.
// Units:     milliseconds.
#pragma once

#include "aipool/sdk.hpp"

namespace aipool::gemini::code_assist {

// What the operator must do about it goes to the log, never to a client.
void judge_failure(const sdk::Host& host, const sdk::Env& env, const aip_failure& failure, aip_verdict& verdict);

}  // namespace aipool::gemini::code_assist
