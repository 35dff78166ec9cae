// SPDX-License-Identifier: MIT
//
// Signing in: with a browser that calls back, or with a code that the operator pastes.
//
// Flow:      begin_login() asks the operator; on_login() takes the answer, exchanges the code, writes the
//            document, and goes on with use_token().
// Threading: one thread.
// Ownership: none.
// Errors:    sdk::Fault with what to do. PKCE and a state that is compared in constant time bind the answer to its
//            login.
#pragma once

#include "plugins/gemini/code_assist/auth_run.h"

namespace aipool::gemini::code_assist {

inline constexpr std::string_view kBrowser = "browser";
inline constexpr std::string_view kPaste = "paste";

void begin_login(AuthRun& run);
// True: it was a phase of a login.
bool on_login(AuthRun& run);

}  // namespace aipool::gemini::code_assist
