// SPDX-License-Identifier: MIT
//
// AuthRun is one step of the credential machine `kiro`; its parts ask it for addresses.
//
// Flow:      KiroAuth::step() makes one and hands it to the part whose phase it is.
// Threading: one step.
// Ownership: borrows all but the notes.
// Errors:    fail_...() throw sdk::Fault, which ends the run.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "aipool/oauth.hpp"
#include "aipool/sdk.hpp"
#include "plugins/kiro/account_options.h"
#include "plugins/kiro/sign_in/credential.h"

namespace aipool::kiro {

struct AuthRun : oauth::Run {
  AccountOptions options() const { return AccountOptions(account.options); }

  // With the operator's auth_base_url set, all of them go there.
  std::string desktop_url(std::string_view region, std::string_view path) const;
  std::string oidc_url(std::string_view region, std::string_view path) const;
  std::string profile_url() const;
  // The operator's choice, else the credential's, else the usual one.
  std::string auth_region(std::string_view of_credential) const;

  void post_json(std::string_view url, std::string_view body);
};

// The operator has to act, or the document to change.
[[noreturn]] void fail_signed_out(std::string why);
// It is worth another try later.
[[noreturn]] void fail_for_now(const AuthRun& run, std::string_view what);

// The operator's next step, said in all faults that need one.
inline constexpr std::string_view kLogInAgain =
    " Sign in again: in Kiro, or with `aipool login kiro-oauth`; the file is then read again.";

}  // namespace aipool::kiro
