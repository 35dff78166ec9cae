// SPDX-License-Identifier: MIT
//
// AuthRun is one step of the credential machine: what it sees, what it remembers, and its move. The parts of the
// machine share it, and ask it for addresses.
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

struct AuthRun {
  const sdk::Host& host;
  sdk::Env& env;
  const aip_account& account;
  const aip_input& input;
  sdk::AuthMove& move;
  oauth::Notes notes;  // "phase" says what the machine waits for

  AccountOptions options() const { return AccountOptions(account.options); }
  std::string_view data() const { return sdk::view(input.data); }
  bool is_phase(std::string_view phase) const { return notes.get("phase") == phase; }
  void go_to(std::string_view phase) { notes["phase"] = phase; }

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
[[noreturn]] void fail_for_now(const aip_input& input, std::string_view what);

// The operator's next step, said in all faults that need one.
inline constexpr std::string_view kLogInAgain =
    " Sign in again: in Kiro, or with `aipool login kiro-oauth`; the file is then read again.";

}  // namespace aipool::kiro
