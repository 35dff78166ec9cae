// SPDX-License-Identifier: MIT
#include "core/http/head_writer.h"

#include <array>
#include <charconv>
#include <cstring>

namespace aipool::http {
namespace {

// Written by the edges alone, or meaningful for one hop only.
bool belongs_to_edge(std::string_view name) noexcept {
  const auto is = [name](std::string_view edge) noexcept { return equals_ignoring_case(name, edge); };
  switch (name.size()) {
    case 2:
      return is("te");
    case 4:
      return is("date") || is("host");
    case 7:
      return is("trailer") || is("upgrade");
    case 10:
      return is("connection") || is("keep-alive");
    case 14:
      return is("content-length");
    case 15:
      return is("accept-encoding");
    case 16:
      return is("proxy-connection");
    case 17:
      return is("transfer-encoding");
    default:
      return false;
  }
}

char* put(char* at, std::string_view text) noexcept {
  if (text.empty()) return at;
  std::memcpy(at, text.data(), text.size());
  return at + text.size();
}

// The digits of a number, in a buffer of its own.
struct Digits {
  explicit Digits(std::uint64_t number) noexcept
      : size(static_cast<std::size_t>(std::to_chars(bytes, bytes + sizeof bytes, number).ptr - bytes)) {}
  std::string_view view() const noexcept { return {bytes, size}; }
  char bytes[20];
  std::size_t size;
};

}  // namespace

void HeadWriter::request_line(std::string_view method, std::string_view target) {
  constexpr std::string_view kEnd = " HTTP/1.1\r\n";
  if (!is_token(method)) refuse("method");
  if (!is_target(target)) refuse("target");
  const std::size_t size = method.size() + 1 + target.size() + kEnd.size();
  char* at = put(out_.space(size).data(), method);
  *at++ = ' ';
  put(put(at, target), kEnd);
  out_.commit(size);
}

void HeadWriter::status_line(int status) {
  if (status < 100 || status > 599) return refuse("status");
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  const std::string_view phrase = reason_phrase(status);
  const std::size_t size = kVersion.size() + 4 + phrase.size() + 2;
  char* at = put(out_.space(size).data(), kVersion);
  for (const int digit : {status / 100, status / 10 % 10, status % 10}) *at++ = static_cast<char>('0' + digit);
  *at++ = ' ';
  put(put(at, phrase), "\r\n");
  out_.commit(size);
}

void HeadWriter::header(std::string_view name, std::string_view value) {
  if (!is_token(name)) return refuse("header name");
  if (has_control(value)) return refuse("value of header", name);
  put_header(name, value);
}

void HeadWriter::header(std::string_view name, std::uint64_t number) {
  const Digits digits(number);
  header(name, digits.view());
}

void HeadWriter::headers(std::span<const Header> fields) {
  for (const Header& field : fields) {
    if (belongs_to_edge(field.name)) return refuse("header", field.name);
    header(field.name, field.value);
  }
}

void HeadWriter::line(HeaderName name, std::string_view value) {
  if (has_control(value)) return refuse("value of header", name.name());
  const std::size_t size = name.text().size() + value.size() + 2;
  put(put(put(out_.space(size).data(), name.text()), value), "\r\n");
  out_.commit(size);
}

void HeadWriter::line(HeaderName name, std::uint64_t number) {
  const Digits digits(number);
  line(name, digits.view());
}

Result<void> HeadWriter::finish() {
  out_.append("\r\n");
  if (refused_.empty()) return {};
  out_.truncate(start_);
  return make_error(ErrorCode::kInternal, ErrorSource::kInternal, "head refused: " + refused_);
}

void HeadWriter::put_header(std::string_view name, std::string_view value) {
  const std::size_t size = name.size() + value.size() + 4;
  put(put(put(put(out_.space(size).data(), name), ": "), value), "\r\n");
  out_.commit(size);
}

void HeadWriter::refuse(std::string_view what, std::string_view name) {
  if (!refused_.empty()) return;
  refused_ = what;
  if (!name.empty()) refused_.append(" ").append(name);
}

std::string_view reason_phrase(int status) noexcept {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 402:
      return "Payment Required";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 499:
      return "Client Closed Request";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    case 529:
      return "Overloaded";
    default:
      return {};
  }
}

}  // namespace aipool::http
