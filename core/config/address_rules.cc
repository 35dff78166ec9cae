// SPDX-License-Identifier: MIT
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

#include "core/config/rules.h"

namespace aipool::config {
namespace {

bool is_address(int family, std::string_view text) {
  in6_addr address{};
  if (text.size() >= INET6_ADDRSTRLEN || text.find('\0') != text.npos) return false;  // a NUL would cut the C string
  return inet_pton(family, std::string(text).c_str(), &address) == 1;
}

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && !label.starts_with('-') && !label.ends_with('-') &&
         std::ranges::all_of(label, [](char c) { return c == '-' || is_alphanumeric(c); });
}

bool is_host_name(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  std::string_view last;
  for (std::size_t at = 0; at <= text.size(); at += last.size() + 1) {
    last = text.substr(at, text.find('.', at) - at);
    if (!is_label(last)) return false;
  }
  // A name that ends in digits would be a mistyped IPv4 address.
  return last.find_first_not_of("0123456789") != last.npos;
}

// address/bits: a block of addresses.
bool is_block(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == text.npos) return false;
  const std::string_view address = text.substr(0, slash);
  const std::string_view bits = text.substr(slash + 1);
  std::uint32_t count = 0;
  const auto [end, error] = std::from_chars(bits.data(), bits.data() + bits.size(), count);
  if (error != std::errc{} || end != bits.data() + bits.size() || bits.size() > 3) return false;
  return (count <= 32 && is_address(AF_INET, address)) || (count <= 128 && is_address(AF_INET6, address));
}

bool is_host(std::string_view text) { return is_address(AF_INET, text) || is_host_name(text); }

bool is_port(std::string_view text) {
  std::uint32_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && text.size() <= 5 && port >= 1 && port <= 65535;
}

enum class Port { kOptional, kRequired };

// host[:port], an IPv6 address in brackets.
bool is_authority(std::string_view text, Port port) {
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == text.npos || !is_address(AF_INET6, text.substr(1, end - 1))) return false;
    rest = text.substr(end + 1);
  } else {
    const std::size_t end = std::min(text.find(':'), text.size());
    if (!is_host(text.substr(0, end))) return false;
    rest = text.substr(end);
  }
  if (rest.empty()) return port == Port::kOptional;
  return rest.starts_with(':') && is_port(rest.substr(1));
}

bool is_path_char(char c) {
  return c > 0x20 && c < 0x7f && std::string_view("?#\\\"<>^`{|}").find(c) == std::string_view::npos;
}

// A slash would end the host for some readers of the address and not for others.
bool is_user_char(char c) { return is_path_char(c) && c != '/' && c != '@'; }

// What follows `scheme`, or nothing when the text has another one.
std::optional<std::string_view> after(std::string_view scheme, std::string_view text) {
  if (!text.starts_with(scheme)) return std::nullopt;
  return text.substr(scheme.size());
}

std::optional<std::string_view> after_http(std::string_view text) {
  const auto plain = after("http://", text);
  return plain ? plain : after("https://", text);
}

std::optional<std::string_view> after_proxy_scheme(std::string_view text) {
  for (const std::string_view scheme : {"http://", "socks5://", "socks5h://"})
    if (const auto rest = after(scheme, text)) return rest;
  return std::nullopt;
}

}  // namespace

Complaint host_rule(std::string_view text) {
  if (is_address(AF_INET6, text) || is_host(text)) return {};
  return {"is not an IP address or a host name",
          "write it without scheme, port or brackets: 127.0.0.1, ::1 or localhost"};
}

Complaint base_url_rule(std::string_view text) {
  if (const auto rest = after_http(text)) {
    const std::size_t slash = std::min(rest->find('/'), rest->size());
    const std::string_view path = rest->substr(slash);
    if (is_authority(rest->substr(0, slash), Port::kOptional) && std::ranges::all_of(path, is_path_char)) return {};
  }
  return {"is not a base address", "write http(s)://host[:port][/path], without user, query or fragment"};
}

Complaint proxy_rule(std::string_view text) {
  if (const auto rest = after_proxy_scheme(text)) {
    const std::size_t at = rest->rfind('@');
    const std::string_view user = at == rest->npos ? std::string_view() : rest->substr(0, at);
    const std::string_view authority = at == rest->npos ? *rest : rest->substr(at + 1);
    if (is_authority(authority, Port::kRequired) && std::ranges::all_of(user, is_user_char)) return {};
  }
  return {"is not a proxy address", "write http://user:password@host:port or socks5://host:port"};
}

Complaint account_proxy_rule(std::string_view text) {
  if (text == "direct" || proxy_rule(text).wrong.empty()) return {};
  return {"is not a proxy address", "write http://user:password@host:port, socks5://host:port or direct"};
}

Complaint no_proxy_rule(std::string_view text) {
  if (text == "*" || is_address(AF_INET6, text) || is_block(text)) return {};
  if (is_host(text) || (text.starts_with('.') && is_host_name(text.substr(1)))) return {};
  return {"is not a host, a suffix or a block of addresses",
          "write it without scheme or port: api.example.com, .example.com, 10.0.0.0/8, ::1 or \"*\""};
}

Complaint origin_rule(std::string_view text) {
  if (text == "*") return {};
  if (const auto rest = after_http(text))
    if (is_authority(*rest, Port::kOptional)) return {};
  return {"is not an origin", "write http(s)://host[:port] without a path, or \"*\""};
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || (host.starts_with("127.") && is_address(AF_INET, host));
}

}  // namespace aipool::config
