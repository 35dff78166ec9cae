// SPDX-License-Identifier: MIT
#include "core/http/head_fields.h"

#include <algorithm>
#include <cstdint>

#include "core/http/byte_classes.h"

namespace aipool::http {
namespace {

constexpr std::size_t kLengthDigitsMax = 18;  // always fits 64 bits

bool lists_token(std::string_view list, std::string_view token) noexcept {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (equals_ignoring_case(trim(list.substr(0, comma)), token)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

}  // namespace

void FieldFacts::note(std::string_view name, std::string_view value, std::string_view line) noexcept {
  const auto note_framing = [&](std::string_view& kept, unsigned& count) noexcept {
    kept = value;
    ++count;
    tabbed = tabbed || line.find('\t') != std::string_view::npos;
  };
  switch (name.size()) {
    case 4:
      if (equals_ignoring_case(name, "host")) host = value, ++hosts;
      break;
    case 6:
      if (equals_ignoring_case(name, "expect")) expect = value;
      break;
    case 10:
      if (equals_ignoring_case(name, "connection")) close = close || lists_token(value, "close");
      break;
    case 14:
      if (equals_ignoring_case(name, "content-length")) note_framing(content_length, content_lengths);
      break;
    case 17:
      if (equals_ignoring_case(name, "transfer-encoding")) note_framing(transfer_encoding, transfer_encodings);
      break;
    default:
      break;
  }
}

bool HeadReader::refuse(int status, std::string_view reason) noexcept {
  result_.state = ParseResult::State::kFault;
  result_.status = fault_status_ == 502 ? 502 : status;
  result_.reason = reason;
  return false;
}

bool HeadReader::skip_blank_line() noexcept {
  if (end_ - at_ >= 2 && at_[0] == '\r' && at_[1] == '\n') at_ += 2;
  return true;
}

bool HeadReader::line(std::string_view& line, int too_long_status) {
  const char* const stop = find_control(at_, end_);
  const auto length = static_cast<std::size_t>(stop - at_);
  if (length > limits_.line_bytes_max) return refuse(too_long_status, "line too long");
  if (static_cast<std::size_t>(stop - begin_) > limits_.head_bytes_max) return refuse(431, "head too large");
  if (stop == end_) return false;
  if (*stop != '\r') return refuse(400, *stop == '\n' ? "line ends without CR" : "control byte in head");
  if (stop + 1 == end_) return false;
  if (stop[1] != '\n') return refuse(400, "CR without LF");
  line = {at_, length};
  at_ = stop + 2;
  return true;
}

bool HeadReader::fields(Headers& headers, FieldFacts& facts) {
  headers.clear();
  for (std::string_view text;;) {
    if (!line(text, 431)) return false;
    if (text.empty()) return true;
    if (!field(text, headers, facts)) return false;
  }
}

bool HeadReader::field(std::string_view line, Headers& headers, FieldFacts& facts) {
  const char* const end = line.data() + line.size();
  const char* const name_end = find_not_token(line.data(), end);
  if (name_end == line.data()) return refuse(400, "field without a name");  // also a folded line
  if (name_end == end || *name_end != ':') return refuse(400, "bad byte in a field name");
  if (headers.size() == limits_.fields_max) return refuse(431, "too many fields");
  const auto name_length = static_cast<std::size_t>(name_end - line.data());
  const std::string_view name(line.data(), name_length);
  const std::string_view rest = line.substr(name_length + 1);
  const std::string_view value = trim(rest);
  headers.add(name, value);
  facts.note(name, value, rest);
  return true;
}

bool HeadReader::framing(const FieldFacts& facts, int minor, BodyFraming& framing) {
  if (facts.tabbed) return refuse(400, "tab in a framing field");
  if (facts.transfer_encodings != 0) {
    if (facts.content_lengths != 0) return refuse(400, "both Content-Length and Transfer-Encoding");
    if (minor == 0) return refuse(400, "Transfer-Encoding in HTTP/1.0");
    if (facts.transfer_encodings > 1) return refuse(400, "more than one Transfer-Encoding");
    if (!equals_ignoring_case(facts.transfer_encoding, "chunked")) return refuse(501, "unsupported transfer coding");
    framing = {BodyFraming::Kind::kChunked, 0};
    return true;
  }
  if (facts.content_lengths == 0) return true;
  const std::string_view digits = facts.content_length;
  if (facts.content_lengths > 1) return refuse(400, "more than one Content-Length");
  if (digits.empty()) return refuse(400, "bad Content-Length");
  std::uint64_t length = 0;
  for (const char byte : digits) {
    if (!is_digit(byte)) return refuse(400, "bad Content-Length");
    length = length * 10 + static_cast<unsigned>(byte - '0');  // past kLengthDigitsMax it may wrap
  }
  if (digits.size() > kLengthDigitsMax) return refuse(413, "Content-Length too large");
  framing = {BodyFraming::Kind::kLength, length};
  return true;
}

ParseResult HeadReader::ok() noexcept {
  result_.state = ParseResult::State::kOk;
  result_.length = static_cast<std::size_t>(at_ - begin_);
  return result_;
}

}  // namespace aipool::http
