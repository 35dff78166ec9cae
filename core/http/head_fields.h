// SPDX-License-Identifier: MIT
//
// HeadReader takes a head apart into lines and fields; FieldFacts are those that decide framing.
//
// Flow:      head_parser reads the start line with it, then the fields; the facts become a BodyFraming.
// Threading: plain objects.
// Ownership: views of the text.
// Errors:    a step that fails says so in the ParseResult it carries: incomplete or a fault.
// Units:     bytes.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/http/head_parser.h"
#include "core/http/message.h"

namespace aipool::http {

struct FieldFacts {
  std::string_view host;
  std::string_view content_length;
  std::string_view transfer_encoding;
  std::string_view expect;
  unsigned hosts = 0;
  unsigned content_lengths = 0;
  unsigned transfer_encodings = 0;
  bool close = false;
  bool tabbed = false;  // a tab around a length or a coding: sound, but other parsers see other words

  // `line`: what stands behind the colon, `value` without the blanks around it.
  void note(std::string_view name, std::string_view value, std::string_view line) noexcept;
};

class HeadReader {
 public:
  HeadReader(std::string_view text, const HeadLimits& limits, int fault_status) noexcept
      : at_(text.data()), begin_(text.data()), end_(at_ + text.size()), limits_(limits), fault_status_(fault_status) {}

  // Each is false when the result is settled.
  bool skip_blank_line() noexcept;  // one, before a request; true
  bool line(std::string_view& line, int too_long_status);
  bool fields(Headers& headers, FieldFacts& facts);
  bool framing(const FieldFacts& facts, int minor, BodyFraming& framing);
  bool refuse(int status, std::string_view reason) noexcept;  // always false

  // The result of a head that has been read to its end.
  ParseResult ok() noexcept;
  const ParseResult& result() const noexcept { return result_; }

 private:
  bool field(std::string_view line, Headers& headers, FieldFacts& facts);

  const char* at_;
  const char* const begin_;
  const char* const end_;
  const HeadLimits& limits_;
  const int fault_status_;  // 400 of a request, 502 of a response
  ParseResult result_;
};

}  // namespace aipool::http
