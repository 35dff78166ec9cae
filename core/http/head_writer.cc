// SPDX-License-Identifier: MIT
#include "core/http/head_writer.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/http/byte_classes.h"

namespace aipool::http {
namespace {

// Written by the edges alone, or meaningful for one hop only.
constexpr std::array<std::string_view, 11> kEdgeHeaders = {
    "accept-encoding", "connection",        "content-length", "date", "host", "keep-alive", "proxy-connection", "te",
    "trailer",         "transfer-encoding", "upgrade"};

bool belongs_to_edge(std::string_view name) noexcept {
  return std::any_of(kEdgeHeaders.begin(), kEdgeHeaders.end(),
                     [name](std::string_view edge) { return equals_ignoring_case(name, edge); });
}

}  // namespace

void HeadWriter::request_line(std::string_view method, std::string_view target) {
  if (!is_token(method)) refuse("method");
  if (!is_target(target)) refuse("target");
  append({method, " ", target, " HTTP/1.1\r\n"});
}

void HeadWriter::status_line(int status) {
  if (status < 100 || status > 599) return refuse("status");
  std::array<char, 3> digits{};
  std::to_chars(digits.data(), digits.data() + digits.size(), status);
  append({"HTTP/1.1 ", {digits.data(), digits.size()}, " ", reason_phrase(status), "\r\n"});
}

void HeadWriter::header(std::string_view name, std::string_view value) {
  if (!is_token(name)) return refuse("header name");
  if (has_control(value)) return refuse("value of header", name);
  append({name, ": ", value, "\r\n"});
}

void HeadWriter::header(std::string_view name, std::uint64_t number) {
  std::array<char, 20> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  append({name, ": ", {digits.data(), static_cast<std::size_t>(written.ptr - digits.data())}, "\r\n"});
}

void HeadWriter::headers(std::span<const Header> fields) {
  for (const Header& field : fields) {
    if (belongs_to_edge(field.name)) return refuse("header", field.name);
    header(field.name, field.value);
  }
}

Result<void> HeadWriter::finish() {
  out_.append("\r\n");
  if (refused_.empty()) return {};
  out_.truncate(start_);
  return make_error(ErrorCode::kInternal, ErrorSource::kInternal, "head refused: " + refused_);
}

void HeadWriter::append(std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) out_.append(part);
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
