// SPDX-License-Identifier: MIT
#include "core/http/head_parser.h"

#include <algorithm>
#include <array>

#include "core/http/byte_classes.h"
#include "core/http/head_fields.h"

namespace aipool::http {
namespace {

// "HTTP/1.0" or "HTTP/1.1".
bool parse_version(std::string_view text, HeadReader& reader, int& minor) {
  if (text == "HTTP/1.1") {
    minor = 1;
    return true;
  }
  const bool well_formed =
      text.size() == 8 && text.starts_with("HTTP/") && is_digit(text[5]) && text[6] == '.' && is_digit(text[7]);
  if (!well_formed) return reader.refuse(400, "bad HTTP version");
  if (text[5] != '1' || text[7] > '1') return reader.refuse(505, "unsupported HTTP version");
  minor = text[7] - '0';
  return true;
}

bool refuse_request_line(std::string_view line, HeadReader& reader) {
  const std::size_t method_end = std::min(line.find(' '), line.size());
  if (line.find(' ', method_end + 1) == std::string_view::npos) return reader.refuse(400, "bad request line");
  return reader.refuse(400, is_token(line.substr(0, method_end)) ? "bad byte in target" : "bad method");
}

bool parse_request_line(std::string_view line, HeadReader& reader, RequestHead& head) {
  const char* const begin = line.data();
  const char* const end = begin + line.size();
  const char* const method_end = find_not_token(begin, end);
  if (method_end == begin || method_end == end || *method_end != ' ') return refuse_request_line(line, reader);
  const char* const target = method_end + 1;
  const char* const target_end = find_not_target(target, end);
  if (target_end == target || target_end == end || *target_end != ' ') return refuse_request_line(line, reader);
  head.method = {begin, static_cast<std::size_t>(method_end - begin)};
  head.target = {target, static_cast<std::size_t>(target_end - target)};
  return parse_version({target_end + 1, static_cast<std::size_t>(end - target_end - 1)}, reader, head.minor);
}

constexpr std::array<bool, 256> kHostBytes = [] {
  std::array<bool, 256> table = kTokenBytes;
  for (const char byte : std::string_view("!#$&'*+^`|")) table[static_cast<unsigned char>(byte)] = false;
  for (const char byte : std::string_view(":[]")) table[static_cast<unsigned char>(byte)] = true;
  return table;
}();

bool is_host(std::string_view text) noexcept {
  for (const char byte : text) {
    if (!kHostBytes[static_cast<unsigned char>(byte)]) return false;
  }
  return !text.empty();
}

bool check_host(const FieldFacts& facts, HeadReader& reader, int minor) {
  if (facts.hosts == 0) return minor == 0 || reader.refuse(400, "no Host");
  if (facts.hosts > 1) return reader.refuse(400, "more than one Host");
  return is_host(facts.host) || reader.refuse(400, "bad Host");
}

// Path and query of an origin-form target, of "*", and of an absolute-form one whose authority is the Host.
bool split_target(const FieldFacts& facts, HeadReader& reader, RequestHead& head) {
  std::string_view rest = head.target;
  if (rest == "*" && head.method == "OPTIONS") {
    head.path = rest;
    return true;
  }
  if (rest.front() != '/') {
    const std::size_t scheme_end = rest.find("://");
    const std::string_view scheme = rest.substr(0, std::min(scheme_end, rest.size()));
    const bool absolute = equals_ignoring_case(scheme, "http") || equals_ignoring_case(scheme, "https");
    if (!absolute || scheme_end == std::string_view::npos) return reader.refuse(400, "bad target");
    rest.remove_prefix(scheme_end + 3);
    const std::string_view authority = rest.substr(0, std::min(rest.find_first_of("/?"), rest.size()));
    if (!equals_ignoring_case(authority, facts.host)) return reader.refuse(400, "target is for another host");
    rest.remove_prefix(authority.size());
  }
  const std::size_t question = std::min(rest.find('?'), rest.size());
  head.path = question == 0 ? std::string_view("/") : rest.substr(0, question);
  head.query = rest.substr(std::min(question + 1, rest.size()));
  return true;
}

bool check_expect(const FieldFacts& facts, HeadReader& reader, RequestHead& head) {
  if (facts.expect.empty()) return true;
  if (!equals_ignoring_case(facts.expect, "100-continue")) return reader.refuse(417, "unknown expectation");
  head.expects_continue = head.minor == 1;
  return true;
}

bool parse_status_line(std::string_view line, HeadReader& reader, ResponseHead& head) {
  const auto digit_at = [line](std::size_t i) { return is_digit(line[i]); };
  if (line.size() < 12 || line[8] != ' ' || !digit_at(9) || !digit_at(10) || !digit_at(11)) {
    return reader.refuse(502, "bad status line");
  }
  if (line.size() > 12 && line[12] != ' ') return reader.refuse(502, "bad status line");
  head.status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
  head.reason = line.size() > 13 ? line.substr(13) : std::string_view();
  if (head.status < 100 || head.status > 599) return reader.refuse(502, "bad status code");
  return parse_version(line.substr(0, 8), reader, head.minor);
}

bool has_no_body(int status, std::string_view request_method) noexcept {
  return request_method == "HEAD" || status < 200 || status == 204 || status == 304;
}

}  // namespace

ParseResult parse_request(std::string_view text, const HeadLimits& limits, RequestHead& head) {
  HeadReader reader(text, limits, 400);
  FieldFacts facts;
  std::string_view line;
  head.query = {};
  head.framing = {};
  head.expects_continue = false;
  const bool parsed = reader.skip_blank_line() && reader.line(line, 414) && parse_request_line(line, reader, head) &&
                      reader.fields(head.headers, facts) && check_host(facts, reader, head.minor) &&
                      split_target(facts, reader, head) && check_expect(facts, reader, head) &&
                      reader.framing(facts, head.minor, head.framing);
  if (!parsed) return reader.result();
  head.keep_alive = head.minor == 1 && !facts.close;
  return reader.ok();
}

ParseResult parse_response(std::string_view text, const HeadLimits& limits, std::string_view request_method,
                           ResponseHead& head) {
  HeadReader reader(text, limits, 502);
  FieldFacts facts;
  std::string_view line;
  head.framing = {BodyFraming::Kind::kUntilClose, 0};
  const bool parsed = reader.line(line, 502) && parse_status_line(line, reader, head) &&
                      reader.fields(head.headers, facts) && reader.framing(facts, head.minor, head.framing);
  if (!parsed) return reader.result();
  if (has_no_body(head.status, request_method)) head.framing = {};
  head.keep_alive = head.minor == 1 && !facts.close;
  return reader.ok();
}

}  // namespace aipool::http
