// SPDX-License-Identifier: MIT
//
// The parts of the credential machine. Each begins with a move, and takes the input that its phases wait for.
//
// Flow:      refresh: read -> (locked -> reread -> (registration) -> refresh -> written) -> profile -> ready
//            login: asked -> exchange, or register -> device -> shown -> waiting <-> poll; then stored ->
//            (registered) -> written -> as above
// Threading: one step.
// Ownership: as AuthRun.
// Errors:    sdk::Fault ends the run.
#pragma once

#include <string_view>

#include "plugins/kiro/sign_in/auth_run.h"

namespace aipool::kiro {

inline constexpr std::string_view kGoogle = "google";
inline constexpr std::string_view kGithub = "github";
inline constexpr std::string_view kBuilderId = "builder-id";
inline constexpr std::string_view kIdentityCenter = "identity-center";

// START, and REFRESH, where the last token was refused or will expire.
void begin_refresh(AuthRun& run, bool renew);
bool take_refresh_input(AuthRun& run);

void begin_social_login(AuthRun& run, std::string_view method);
bool take_social_input(AuthRun& run);

void begin_device_login(AuthRun& run, std::string_view method);
bool take_device_input(AuthRun& run);

// A login's documents: the registration, if there is one, then the tokens.
void store_login(AuthRun& run, std::string_view document, std::string_view registration_name,
                 std::string_view registration);

// What the document says is what the account has from now on; where the profile is missing, it is looked up first.
void use_document(AuthRun& run, std::string_view document);
// What was looked up for the identity of one document is that of the other too: its refresh token was exchanged.
void keep_owner(AuthRun& run, std::string_view before, std::string_view after);
bool take_profile_input(AuthRun& run);

}  // namespace aipool::kiro
