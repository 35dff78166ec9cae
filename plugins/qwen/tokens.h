// SPDX-License-Identifier: MIT
//
// Tokens are what Qwen Code's document and the sign-in server's answers say of a sign-in.
//
// Flow:      read_document(), or read_answer(); with_tokens() makes the document's next text.
// Threading: pure.
// Ownership: owns its texts.
// Errors:    nothing where there is no access_token; a document of another layout reads as far as it has these
//            members.
// Units:     Unix milliseconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aipool::qwen {

struct Tokens {
  std::string access_token;
  std::string refresh_token;  // empty: the one before stays
  std::string token_type;
  std::string resource_url;      // likewise
  std::int64_t expiry_date = 0;  // 0: not said
};

std::optional<Tokens> read_document(std::string_view text);
// `expires_in` counts from `now_unix_ms`.
std::optional<Tokens> read_answer(std::string_view text, std::int64_t now_unix_ms);
std::string with_tokens(std::string_view document, const Tokens& tokens);

// Where requests go: resource_url is a host or a URL, and the path /v1 may be missing.
std::string base_url_of(std::string_view resource_url);

}  // namespace aipool::qwen
