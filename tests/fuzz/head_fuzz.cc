// SPDX-License-Identifier: MIT
//
// Any bytes as the head of a request and of a response: a verdict stands whatever comes behind, views lie in the input,
// and what was accepted is accepted again, with the same meaning, when it is written in the plainest form.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "core/http/head_parser.h"
#include "tests/fuzz/cuts.h"

namespace {

using namespace aipool::http;
using aipool::fuzz::require;
using State = ParseResult::State;

constexpr HeadLimits kLimits{.head_bytes_max = 2048, .line_bytes_max = 256, .fields_max = 8};
constexpr std::string_view kMethods[] = {"GET", "HEAD", "CONNECT"};  // they decide whether a response has a body

void check_within(std::string_view text, std::string_view part) {
  const std::less_equal<const char*> before;
  require(part.empty() || (before(text.data(), part.data()) && before(part.end(), text.end())));
}

void check_result(std::string_view text, const ParseResult& result) {
  require(result.state != State::kOk || (result.length <= text.size() && result.length <= kLimits.head_bytes_max));
  require((result.state == State::kFault) == (result.status >= 400) && (result.status == 0) == result.reason.empty());
}

void check_headers(std::string_view text, const Headers& headers) {
  require(headers.size() <= kLimits.fields_max);
  for (const Header& header : headers) {
    require(!header.name.empty());
    require(header.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
    check_within(text, header.name);
    check_within(text, header.value);
  }
}

// `parse(text)`: once settled, more bytes change nothing, and fewer never settle it in another way.
template <class Parse>
void check_cuts(std::string_view text, const ParseResult& whole, Parse&& parse) {
  const std::size_t step = text.size() / 64 + 1;
  for (std::size_t size = 0; size < text.size(); size += step) {
    const ParseResult part = parse(text.substr(0, size));
    if (part.state == State::kIncomplete) {
      require(whole.state != State::kOk || size < whole.length);
      continue;
    }
    require(part.state == whole.state && part.length == whole.length && part.status == whole.status);
    return;
  }
}

std::string plain_fields(std::string start, const Headers& headers) {
  start += "\r\n";
  for (const Header& header : headers) start.append(header.name).append(": ").append(header.value).append("\r\n");
  return start += "\r\n";
}

template <class Head>
void check_same(const Head& once, const Head& again) {
  require(once.minor == again.minor && once.keep_alive == again.keep_alive);
  require(once.framing.kind == again.framing.kind && once.framing.length == again.framing.length);
  require(once.headers.size() == again.headers.size());
  for (auto a = once.headers.begin(), b = again.headers.begin(); a != once.headers.end(); ++a, ++b)
    require(a->name == b->name && a->value == b->value);
}

// A blank after each colon may make the longest lines too long.
constexpr HeadLimits kRoomy{.head_bytes_max = 4096, .line_bytes_max = 512, .fields_max = 8};

void as_request(std::string_view text) {
  RequestHead head;
  const ParseResult whole = parse_request(text, kLimits, head);
  check_result(text, whole);
  check_cuts(text, whole, [](std::string_view part) {
    RequestHead other;
    return parse_request(part, kLimits, other);
  });
  if (whole.state != State::kOk) return;
  for (const std::string_view part : {head.method, head.target, head.query}) check_within(text, part);
  if (head.path != "/") check_within(text, head.path);
  check_headers(text, head.headers);
  require(head.framing.kind != BodyFraming::Kind::kUntilClose);
  std::string line(head.method);
  line.append(" ").append(head.target).append(" HTTP/1.").append(std::to_string(head.minor));
  const std::string plain = plain_fields(std::move(line), head.headers);
  RequestHead again;
  require(parse_request(plain, kRoomy, again).state == State::kOk);
  check_same(head, again);
  require(head.method == again.method && head.target == again.target && head.path == again.path &&
          head.query == again.query && head.expects_continue == again.expects_continue);
}

void as_response(std::string_view text, std::string_view method) {
  ResponseHead head;
  const ParseResult whole = parse_response(text, kLimits, method, head);
  check_result(text, whole);
  check_cuts(text, whole, [method](std::string_view part) {
    ResponseHead other;
    return parse_response(part, kLimits, method, other);
  });
  if (whole.state != State::kOk) return;
  check_within(text, head.reason);
  check_headers(text, head.headers);
  require(head.status >= 100 && head.status <= 999);
  std::string line = "HTTP/1." + std::to_string(head.minor) + " " + std::to_string(head.status) + " ";
  const std::string plain = plain_fields(line.append(head.reason), head.headers);
  ResponseHead again;
  require(parse_response(plain, kRoomy, method, again).state == State::kOk);
  check_same(head, again);
  require(head.status == again.status && head.reason == again.reason);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = aipool::fuzz::text_of(data, size);
  as_request(text);
  for (const std::string_view method : kMethods) as_response(text, method);
  return 0;
}
