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
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/http/byte_buffer.h"
#include "core/http/message.h"

namespace aipool::http {

class HeadWriter {
 public:
  explicit HeadWriter(ByteBuffer& out) noexcept : out_(out), start_(out.size()) {}

  void request_line(std::string_view method, std::string_view target);
  void status_line(int status);
  void header(std::string_view name, std::string_view value);
  void header(std::string_view name, std::uint64_t number);
  // A caller's headers: those that decide framing or the connection are refused.
  void headers(std::span<const Header> fields);
  Result<void> finish();

 private:
  void append(std::initializer_list<std::string_view> parts);
  void refuse(std::string_view what, std::string_view name = {});

  ByteBuffer& out_;
  const std::size_t start_;
  std::string refused_;
};

// The standard phrase, empty for an unknown status.
std::string_view reason_phrase(int status) noexcept;

}  // namespace aipool::http
