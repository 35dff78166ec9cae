// SPDX-License-Identifier: MIT
//
// Credential is what a credential file says: Kiro's own kiro-auth-token.json with the client registration beside
// it, or one file with all of it, as other gateways write.
//
// Flow:      the machine reads the document, refreshes what it says, and writes it back with all other members as
//            they were.
// Threading: plain values.
// Ownership: copies; they are secret.
// Errors:    nothing for a text that is no such document.
// Units:     Unix milliseconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aipool/json.hpp"

namespace aipool::kiro {

enum class SignIn : std::uint8_t { kSocial, kOidc, kExternal, kApiKey };

struct Credential {
  SignIn kind = SignIn::kSocial;
  bool is_list = false;  // the first of several in one file: read, never written
  std::string access_token;
  std::string refresh_token;
  std::string profile_arn;
  std::string auth_region;
  std::string api_region;
  std::string client_id;
  std::string client_secret;
  std::string client_id_hash;  // names the file of the registration
  std::string token_endpoint;
  std::string scopes;
  std::string audience;
  std::int64_t expires_unix_ms = 0;
  std::int64_t registration_expires_unix_ms = 0;  // 0: not said
};

std::optional<Credential> read_credential(std::string_view document);

// The registration from the file beside it; false: it is none.
bool read_registration(std::string_view document, Credential& to);

// May be the name of a file.
bool is_registration_name(std::string_view hash);

// Programs that copy a token out of a terminal or a log may have cut it.
bool is_cut(std::string_view refresh_token);

}  // namespace aipool::kiro
