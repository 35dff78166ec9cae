// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include "core/config/rules.h"

namespace aipool::config {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

// Names the host writes itself, and those that belong to one connection (RFC 9110, 7.6.1).
constexpr std::array<std::string_view, 13> kHostHeaders = {"authorization",
                                                           "connection",
                                                           "content-length",
                                                           "expect",
                                                           "host",
                                                           "keep-alive",
                                                           "proxy-authenticate",
                                                           "proxy-authorization",
                                                           "te",
                                                           "transfer-encoding",
                                                           "trailer",
                                                           "upgrade",
                                                           "proxy-connection"};

bool is_letter_or_digit(char c) {
  return kDigits.find(c) != kDigits.npos || kLower.find(c) != kLower.npos || kUpper.find(c) != kUpper.npos;
}

bool consists_of(std::string_view text, std::string_view marks, std::size_t longest) {
  return !text.empty() && text.size() <= longest &&
         std::ranges::all_of(text, [marks](char c) { return is_letter_or_digit(c) || marks.find(c) != marks.npos; });
}

bool has_upper(std::string_view text) { return text.find_first_of(kUpper) != text.npos; }

bool is_visible(char c) { return c > 0x20 && c < 0x7f; }

bool equal_without_case(std::string_view name, std::string_view lower) {
  return std::ranges::equal(name, lower, {}, [](char c) {
    const std::size_t letter = kUpper.find(c);
    return letter == kUpper.npos ? c : kLower[letter];
  });
}

}  // namespace

Complaint plain_rule(std::string_view text) {
  if (text.empty()) return {"is empty", "give it a value"};
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
    return {"holds a control character or a line break", "write it in one line of plain text"};
  return {};
}

Complaint plugin_name_rule(std::string_view text) {
  if (consists_of(text, "_-", 64) && !has_upper(text)) return {};
  return {"is not a plugin or provider name", "use 1 to 64 of the characters a-z 0-9 _ -"};
}

Complaint protocol_rule(std::string_view text) {
  if (consists_of(text, "._-", 64) && !has_upper(text)) return {};
  return {"is not a protocol name", "use 1 to 64 of the characters a-z 0-9 . _ -, as in openai.chat"};
}

Complaint uuid_rule(std::string_view text) {
  if (consists_of(text, "._-", 64)) return {};
  return {"is not an account id", "use 1 to 64 of the characters A-Z a-z 0-9 . _ -"};
}

Complaint model_rule(std::string_view text) {
  if (consists_of(text, "._:/@+-", 200)) return {};
  return {"is not a model name", "use 1 to 200 of the characters A-Z a-z 0-9 . _ : / @ + -"};
}

Complaint model_pattern_rule(std::string_view text) {
  if (text == "*") return {};
  if (consists_of(text, "._:/@+-*", 200) && text.front() != '*' && text.find("**") == text.npos) return {};
  return {"is not a model pattern",
          "use a model name, with single * inside or at its end where any characters may stand, or * alone"};
}

Complaint sha256_rule(std::string_view text) {
  if (text.size() == 64 && text.find_first_not_of("0123456789abcdefABCDEF") == text.npos) return {};
  return {"is not a SHA-256 sum", "give the 64 hexadecimal digits that sha256sum prints"};
}

Complaint secret_rule(std::string_view text) {
  if (!text.empty() && std::ranges::all_of(text, is_visible)) return {};
  return {"is empty or holds a space, a line break or a character outside ASCII",
          "copy the key again, with nothing before or after it"};
}

Complaint header_name_rule(std::string_view text) {
  if (!consists_of(text, "!#$%&'*+-.^_`|~", 128))
    return {"is not a header name", "use letters, digits and -, as in x-team"};
  if (std::ranges::any_of(kHostHeaders, [&](std::string_view host) { return equal_without_case(text, host); }))
    return {"is a header that the server writes itself", "remove it; credentials belong in api_key"};
  return {};
}

Complaint header_value_rule(std::string_view text) {
  const bool printable = std::ranges::all_of(text, [](char c) { return c == ' ' || is_visible(c); });
  if (printable && !text.starts_with(' ') && !text.ends_with(' ')) return {};
  return {"is not a header value", "use printable ASCII in one line, without spaces at either end"};
}

}  // namespace aipool::config
