// SPDX-License-Identifier: MIT
//
// HeadWriter is the only place that writes HTTP heads: no control byte from a name, value or target gets past it.
//
// Flow:      a start line, headers, finish(); the edges add framing headers, callers may not.
// Threading: a plain object.
// Ownership: appends to a buffer that it does not own; a refused head leaves the buffer as it was.
// Errors:    finish() reports the first thing refused, by header name, never by value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/http/byte_buffer.h"
#include "core/http/byte_classes.h"
#include "core/http/message.h"

namespace aipool::http {

// What an edge writes is a literal, and the compiler looks at its bytes, so that no request has to.
class HeaderName {  // "Name: "
 public:
  template <std::size_t kSize>
  consteval HeaderName(const char (&literal)[kSize])  // NOLINT(google-explicit-constructor)
      : text_(literal, kSize - 1) {
    if (!text_.ends_with(": ") || text_.size() == 2) throw "not a name";
    for (const char byte : name()) {
      if (!is_token_byte(byte)) throw "bad byte in a name";
    }
  }
  constexpr std::string_view name() const noexcept { return text_.substr(0, text_.size() - 2); }
  constexpr std::string_view text() const noexcept { return text_; }

 private:
  std::string_view text_;
};

class HeaderLine {  // "Name: value\r\n"
 public:
  template <std::size_t kSize>
  consteval HeaderLine(const char (&literal)[kSize])  // NOLINT(google-explicit-constructor)
      : text_(literal, kSize - 1) {
    const std::size_t colon = text_.find(": ");
    if (colon == 0 || colon == std::string_view::npos || !text_.ends_with("\r\n")) throw "not a header";
    for (std::size_t at = 0; at < text_.size() - 2; ++at) {
      if (at < colon ? !is_token_byte(text_[at]) : is_control(text_[at])) throw "bad byte in a header";
    }
  }
  constexpr std::string_view text() const noexcept { return text_; }

 private:
  std::string_view text_;
};

class HeadWriter {
 public:
  explicit HeadWriter(ByteBuffer& out) noexcept : out_(out), start_(out.size()) {}

  void request_line(std::string_view method, std::string_view target);
  void status_line(int status);
  void header(std::string_view name, std::string_view value);
  void header(std::string_view name, std::uint64_t number);
  // A caller's headers: those that decide framing or the connection are refused.
  void headers(std::span<const Header> fields);
  // An edge's own.
  void line(HeaderLine whole) { out_.append(whole.text()); }
  void line(HeaderName name, std::string_view value);
  void line(HeaderName name, std::uint64_t number);
  Result<void> finish();

 private:
  void put_header(std::string_view name, std::string_view value);
  void refuse(std::string_view what, std::string_view name = {});

  ByteBuffer& out_;
  const std::size_t start_;
  std::string refused_;
};

// The standard phrase, empty for an unknown status.
std::string_view reason_phrase(int status) noexcept;

}  // namespace aipool::http
