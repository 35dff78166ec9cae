// SPDX-License-Identifier: MIT
//
// From a document to a token that is good: read, and where it has to be, lock, read again, refresh, write.
//
// Flow:      begin_with_document() at the start, begin_refresh() for a token that was refused; on_refresh() for
//            each of their phases; use_token() when there is one, which leads to onboarding.h.
// Threading: one thread.
// Ownership: none.
// Errors:    sdk::Fault. What another process wrote in the meantime wins: a lost race is not a logout.
#pragma once

#include "plugins/gemini/code_assist/auth_run.h"
#include "plugins/gemini/code_assist/token_document.h"

namespace aipool::gemini::code_assist {

void begin_with_document(AuthRun& run);
// `refused`: the access token that is no good, whatever its document says.
void begin_refresh(AuthRun& run, std::string_view refused);
// True: it was a phase of these.
bool on_refresh(AuthRun& run);

// Whose sign-in it is, by a digest: what was learned of one person's account is not another's.
void note_owner(AuthRun& run, std::string_view refresh_token);

// REQUIRES: the owner is noted.
void use_token(AuthRun& run, std::string_view access_token, std::int64_t expires);

// The form's client, from the account or from the document. Throws where the secret is missing.
struct OAuthClient {
  std::string id;
  std::string secret;
};
OAuthClient client_of(const AuthRun& run, const TokenDocument& document);

void send_form(AuthRun& run, const std::string& form);

}  // namespace aipool::gemini::code_assist
