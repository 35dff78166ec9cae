// SPDX-License-Identifier: MIT
//
// What an account of gemini-oauth can say: its project, the OAuth client, and all that the vendor changes now and
// then.
//
// Flow:      the provider for requests, the credential machine for signing in.
// Threading: read-only.
// Ownership: texts are spans of the account or live as long as the program.
// Errors:    none; check_options() throws sdk::Fault with the operator's key in `param`.
// Units:     milliseconds.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aipool/sdk.hpp"

namespace aipool::gemini::code_assist {

inline constexpr std::string_view kProviderId = "gemini-oauth";
inline constexpr std::string_view kAuthId = "google-code-assist";
inline constexpr std::string_view kBaseUrl = "https://cloudcode-pa.googleapis.com";

std::span<const aip_option> option_table();
void check_options(const aip_account& account);

std::string_view project_of(const aip_account& account);  // empty: the operator named none
std::string_view client_id_of(const aip_account& account);
std::string_view client_secret_of(const aip_account& account);
bool is_published_client(std::string_view client_id);
std::string_view scopes_of(const aip_account& account);
std::string_view paste_redirect_of(const aip_account& account);
std::string_view user_agent_of(const aip_account& account);
std::string_view api_client_of(const aip_account& account);
std::int64_t expiry_skew_ms(const aip_account& account);
std::int64_t poll_interval_ms(const aip_account& account);
std::int64_t onboarding_patience_ms(const aip_account& account);

std::vector<std::string> model_list_of(const aip_account& account);
// The vendor's name on this backend for a model that is asked for by another.
std::string backend_model(const aip_account& account, std::string_view model);

// "https://.../v1internal" and where to sign in.
std::string api_url(const aip_account& account);
std::string api_path(const aip_account& account);
std::string token_url(const aip_account& account);
std::string authorize_url(const aip_account& account);

// A project's number is no project's id.
bool is_project_number(std::string_view project);

}  // namespace aipool::gemini::code_assist
