// SPDX-License-Identifier: MIT
#include "core/http/proxy.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/http/byte_classes.h"
#include "core/http/message.h"
#include "core/http/origin.h"

namespace aipool::http {
namespace {

constexpr std::size_t kSocksTextMax = 255;  // RFC 1929: a length is one byte

Error bad_proxy(std::string_view why) {
  return make_error(ErrorCode::kInvalidRequest, ErrorSource::kConfig, "proxy: " + std::string(why));
}

// False where a % is not followed by two hexadecimal digits, or a control byte results.
bool percent_decode(std::string_view text, std::string& decoded) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    unsigned char byte = static_cast<unsigned char>(text[at]);
    if (byte == '%') {
      if (text.size() - at < 3) return false;
      const char* const digits = text.data() + at + 1;
      const auto parsed = std::from_chars(digits, digits + 2, byte, 16);
      if (parsed.ec != std::errc() || parsed.ptr != digits + 2) return false;
      at += 2;
    }
    if (byte < 0x20 || byte == 0x7f) return false;
    decoded += static_cast<char>(byte);
  }
  return true;
}

// Empty, or what is wrong.
std::string_view read_userinfo(std::string_view text, Proxy& proxy) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  std::string password;
  const bool decoded = percent_decode(text.substr(0, colon), proxy.user) &&
                       percent_decode(text.substr(std::min(colon + 1, text.size())), password);
  proxy.password = Secret(std::move(password));
  if (!decoded) return "bad percent-encoding of user or password";
  if (proxy.user.empty()) return "a password without a user";
  const bool too_long = proxy.user.size() > kSocksTextMax || proxy.password.reveal().size() > kSocksTextMax;
  if (proxy.kind == Proxy::Kind::kSocks5 && (too_long || proxy.password.empty())) {
    return "SOCKS5 needs a user and a password of 1 to 255 bytes each";
  }
  // Basic credentials end the user at the first colon.
  const bool ambiguous = proxy.kind == Proxy::Kind::kHttp && proxy.user.find(':') != std::string::npos;
  return ambiguous ? "a colon in the user" : "";
}

bool read_scheme(std::string_view scheme, Proxy& proxy) {
  const bool http = equals_ignoring_case(scheme, "http");
  proxy.kind = http ? Proxy::Kind::kHttp : Proxy::Kind::kSocks5;
  return http || equals_ignoring_case(scheme, "socks5") || equals_ignoring_case(scheme, "socks5h");
}

}  // namespace

bool Proxy::operator==(const Proxy& other) const noexcept {
  return kind == other.kind && host == other.host && port == other.port && user == other.user &&
         password.reveal() == other.password.reveal();
}

std::string Proxy::name() const { return "proxy " + host_and_port(host, port); }

Result<Proxy> parse_proxy(std::string_view text) {
  Proxy proxy;
  const std::size_t scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos || !read_scheme(text.substr(0, scheme_end), proxy)) {
    return bad_proxy("not http://, socks5:// or socks5h://");
  }
  text.remove_prefix(scheme_end + 3);
  if (text.find_first_of("/?#") != std::string_view::npos) return bad_proxy("only user, password, host and port");
  const std::size_t at = text.rfind('@');
  if (at != std::string_view::npos) {
    if (const auto fault = read_userinfo(text.substr(0, at), proxy); !fault.empty()) return bad_proxy(fault);
    text.remove_prefix(at + 1);
  }
  if (const auto fault = read_authority(text, proxy.host, proxy.port); !fault.empty()) return bad_proxy(fault);
  if (proxy.port == 0) return bad_proxy("no port");
  return proxy;
}

Error proxy_refused(const Proxy& proxy, std::string_view why) {
  return make_error(ErrorCode::kOverloaded, ErrorSource::kUpstream, proxy.name() + ": " + std::string(why));
}

Error proxy_broken(const Proxy& proxy, std::string_view why) {
  return make_error(ErrorCode::kUpstreamProtocol, ErrorSource::kUpstream, proxy.name() + ": " + std::string(why));
}

}  // namespace aipool::http
