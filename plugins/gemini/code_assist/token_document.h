// SPDX-License-Identifier: MIT
//
// TokenDocument is a file with credentials, in Gemini CLI's layout or in that of CLIProxyAPI; what else stands in
// it stays.
//
// Flow:      read_tokens() of a document; read_token_answer() of the vendor; with_tokens() makes the document anew.
// Threading: pure.
// Ownership: texts are copies, all of them secret.
// Errors:    nullopt for what has no tokens.
// Units:     Unix milliseconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aipool::gemini::code_assist {

struct TokenDocument {
  std::string access_token{};
  std::string refresh_token{};
  std::int64_t expires = 0;  // 0: not said
  std::string project{};
  std::string client_id{};
  std::string client_secret{};
};

std::optional<TokenDocument> read_tokens(std::string_view document);

// Members that the answer did not have are empty.
struct NewTokens {
  std::string access_token{};
  std::string refresh_token{};
  std::string scope{};
  std::string token_type{};
  std::string id_token{};
  std::int64_t expires = 0;
};

std::optional<NewTokens> read_token_answer(std::string_view body, std::int64_t now_unix_ms);

// In the layout that the document has; an empty one becomes Gemini CLI's.
std::string with_tokens(std::string_view document, const NewTokens& tokens);

}  // namespace aipool::gemini::code_assist
