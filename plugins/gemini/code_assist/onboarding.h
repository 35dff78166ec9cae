// SPDX-License-Identifier: MIT
//
// Onboarding finds the project that requests are made for, and signs the account up for its tier where that has to
// be.
//
// Flow:      begin_onboarding() with a good token: known already -> READY, else loadCodeAssist -> READY, or
//            onboardUser -> its operation until it is done -> READY.
// Threading: one thread.
// Ownership: none. READY's state has what was learned: project, tier, whose they are, and the operator's project that
// it was
//            learned for.
// Errors:    sdk::Fault; PERMISSION, with the vendor's words for the operator, where the account is not let in.
#pragma once

#include "plugins/gemini/code_assist/auth_run.h"

namespace aipool::gemini::code_assist {

// REQUIRES: access_token and expires are noted.
void begin_onboarding(AuthRun& run);
// True: it was a phase of these.
bool on_onboarding(AuthRun& run);

// The state without what belongs to a run alone.
oauth::Notes learned(const oauth::Notes& notes);

}  // namespace aipool::gemini::code_assist
