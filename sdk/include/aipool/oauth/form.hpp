// SPDX-License-Identifier: MIT
//
// Texts of the type application/x-www-form-urlencoded, which is also that of a query.
//
// Flow:      form({{"grant_type", "refresh_token"}, ...}); form_value(query, "code")
// Threading: free functions.
// Ownership: results are copies.
// Errors:    a broken escape stands for itself, as browsers read it.
// Source:    WHATWG URL, section 5.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace aipool::oauth {

inline std::string percent_encode(std::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out.append({'%', kHex[byte >> 4], kHex[byte & 15]});
    }
  }
  return out;
}

inline std::string percent_decode(std::string_view text) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
    if (escape) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

inline std::string form(std::initializer_list<std::pair<std::string_view, std::string_view>> items) {
  std::string out;
  for (const auto& [name, value] : items) {
    if (!out.empty()) out += '&';
    out.append(percent_encode(name)).append("=").append(percent_encode(value));
  }
  return out;
}

// Of a form, a query, or a whole URL with one.
inline std::optional<std::string> form_value(std::string_view text, std::string_view name) {
  if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) text.remove_prefix(mark + 1);
  text = text.substr(0, text.find('#'));
  while (!text.empty()) {
    const std::string_view item = text.substr(0, text.find('&'));
    text.remove_prefix(item.size() < text.size() ? item.size() + 1 : text.size());
    const std::size_t equals = item.find('=');
    if (equals != std::string_view::npos && percent_decode(item.substr(0, equals)) == name) {
      return percent_decode(item.substr(equals + 1));
    }
  }
  return std::nullopt;
}

}  // namespace aipool::oauth
