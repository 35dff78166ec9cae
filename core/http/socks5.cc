// SPDX-License-Identifier: MIT
#include "core/http/socks5.h"

#include <arpa/inet.h>

#include <array>
#include <string>
#include <utility>

namespace aipool::http {
namespace {

using namespace std::string_view_literals;

constexpr char kSocksVersion = 5;
constexpr char kSignInVersion = 1;  // RFC 1929
enum Method : unsigned char { kNoSignIn = 0, kUserAndPassword = 2, kNoMethod = 0xff };
enum AddressType : unsigned char { kIpv4 = 1, kDomainName = 3, kIpv6 = 4 };
constexpr std::size_t kNameMax = 255;

std::string_view reply_text(unsigned char code) noexcept {
  constexpr std::string_view kTexts[] = {
      "succeeded"sv,           "general failure"sv,       "not allowed by its rules"sv,
      "network unreachable"sv, "host unreachable"sv,      "connection refused"sv,
      "TTL expired"sv,         "command not supported"sv, "address type not supported"sv};
  return code < std::size(kTexts) ? kTexts[code] : "unknown failure"sv;
}

void put_text(std::string& out, std::string_view text) {
  out += static_cast<char>(text.size());
  out += text;
}

std::string connect_request(const Origin& origin) {
  std::string out{kSocksVersion, 1, 0};  // CONNECT
  std::array<char, sizeof(in6_addr)> address{};
  if (::inet_pton(AF_INET, origin.host.c_str(), address.data()) == 1) {
    (out += kIpv4).append(address.data(), sizeof(in_addr));
  } else if (::inet_pton(AF_INET6, origin.host.c_str(), address.data()) == 1) {
    (out += kIpv6).append(address.data(), sizeof(in6_addr));
  } else {
    out += kDomainName;
    put_text(out, origin.host);
  }
  out += static_cast<char>(origin.port >> 8U);
  out += static_cast<char>(origin.port & 0xffU);
  return out;
}

// One side of the conversation with the proxy: sends whole messages, reads exact counts of bytes.
class SocksLine {
 public:
  SocksLine(Channel& channel, const Proxy& proxy, TimePoint deadline, Cancellation* cancellation) noexcept
      : channel_(channel), proxy_(proxy), deadline_(deadline), cancellation_(cancellation) {}

  void send(std::string_view message) { channel_.send({&message, 1}); }  // that it failed is seen when reading
  Task<Result<void>> read(std::span<char> into) {
    while (!into.empty()) {
      const IoResult got = channel_.read(into);
      if (got.status == IoStatus::kOk) {
        into = into.subspan(got.bytes);
        continue;
      }
      if (got.status != IoStatus::kWouldBlock) co_return proxy_broken(proxy_, "closed within the handshake");
      const WaitOutcome outcome = co_await channel_.changed(deadline_, cancellation_);
      if (outcome != WaitOutcome::kSignalled) co_return wait_error(outcome, ErrorSource::kUpstream, proxy_.name());
    }
    co_return Result<void>();
  }

  const Proxy& proxy() const noexcept { return proxy_; }
  bool silent() noexcept { return channel_.open_and_silent(); }

 private:
  Channel& channel_;
  const Proxy& proxy_;
  const TimePoint deadline_;
  Cancellation* const cancellation_;
};

Task<Result<void>> sign_in(SocksLine& line) {
  std::string message{kSignInVersion};
  put_text(message, line.proxy().user);
  put_text(message, line.proxy().password.reveal());
  const Secret wiped(std::move(message));
  line.send(wiped.reveal());
  std::array<char, 2> answer{};
  auto got = co_await line.read(answer);
  if (!got) co_return std::move(got);
  if (answer[0] != kSignInVersion) co_return proxy_broken(line.proxy(), "an answer that is not of RFC 1929");
  if (answer[1] != 0) co_return proxy_refused(line.proxy(), "it refused the credentials");
  co_return Result<void>();
}

Task<Result<void>> agree_on_method(SocksLine& line) {
  const bool named = !line.proxy().user.empty();
  line.send(named ? "\x05\x02\x00\x02"sv : "\x05\x01\x00"sv);
  std::array<char, 2> answer{};
  auto got = co_await line.read(answer);
  if (!got) co_return std::move(got);
  if (answer[0] != kSocksVersion) co_return proxy_broken(line.proxy(), "no SOCKS5");
  const auto method = static_cast<unsigned char>(answer[1]);
  if (method == kNoSignIn) co_return Result<void>();
  if (method == kUserAndPassword && named) co_return co_await sign_in(line);
  if (method != kNoMethod) co_return proxy_broken(line.proxy(), "a way to sign in that was not offered");
  co_return proxy_refused(line.proxy(), named ? "it takes no user and password" : "it wants credentials");
}

// The proxy's own address at the origin's side, which nobody needs.
Task<Result<void>> skip_bound_address(SocksLine& line, unsigned char type) {
  std::array<char, 1 + kNameMax + 2> address{};
  std::size_t size = 2;  // the port
  if (type == kIpv4) {
    size += sizeof(in_addr);
  } else if (type == kIpv6) {
    size += sizeof(in6_addr);
  } else if (type == kDomainName) {
    const std::span<char> length(address.data(), 1);
    auto counted = co_await line.read(length);
    if (!counted) co_return std::move(counted);
    size += static_cast<unsigned char>(address[0]);
  } else {
    co_return proxy_broken(line.proxy(), "an unknown type of address");
  }
  const std::span<char> rest(address.data(), size);
  co_return co_await line.read(rest);
}

}  // namespace

Task<Result<void>> socks5_connect(Channel& channel, const Proxy& proxy, const Origin& origin, TimePoint deadline,
                                  Cancellation* cancellation) {
  if (origin.host.size() > kNameMax) co_return proxy_refused(proxy, "the upstream's name is too long for SOCKS5");
  SocksLine line(channel, proxy, deadline, cancellation);
  auto agreed = co_await agree_on_method(line);
  if (!agreed) co_return std::move(agreed);
  line.send(connect_request(origin));
  std::array<char, 4> answer{};
  auto answered = co_await line.read(answer);
  if (!answered) co_return std::move(answered);
  if (answer[0] != kSocksVersion) co_return proxy_broken(proxy, "no SOCKS5");
  const auto code = static_cast<unsigned char>(answer[1]);
  if (code != 0) {
    co_return proxy_refused(proxy, "no tunnel: " + std::string(reply_text(code)) + " (" + std::to_string(code) + ")");
  }
  auto skipped = co_await skip_bound_address(line, static_cast<unsigned char>(answer[3]));
  if (!skipped) co_return std::move(skipped);
  // Whoever waits at the other end waits for us: TLS and HTTP both begin with the client.
  if (!line.silent()) co_return proxy_broken(proxy, "closed, or sent bytes that nobody asked for");
  co_return Result<void>();
}

}  // namespace aipool::http
