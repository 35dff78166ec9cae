// SPDX-License-Identifier: MIT
#include "core/http/origin.h"

#include <algorithm>
#include <charconv>

#include "core/http/byte_classes.h"
#include "core/http/message.h"

namespace aipool::http {
namespace {

constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;

Error refuse(std::string_view why) {
  return make_error(ErrorCode::kInvalidRequest, ErrorSource::kConfig, "base URL: " + std::string(why));
}

bool is_host_name_byte(char byte) noexcept {
  return is_digit(byte) || (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '.' || byte == '_';
}

bool is_address_byte(char byte) noexcept {
  return is_digit(byte) || (byte >= 'a' && byte <= 'f') || byte == ':' || byte == '.';
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& byte : lower) {
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte + ('a' - 'A'));
  }
  return lower;
}

bool parse_port(std::string_view text, std::uint16_t& port) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return false;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), port);
  return parsed.ec == std::errc() && port != 0;
}

std::string bracketed(std::string_view host) {
  const bool literal = host.find(':') != std::string_view::npos;
  return literal ? "[" + std::string(host) + "]" : std::string(host);
}

}  // namespace

std::string host_and_port(std::string_view host, std::uint16_t port) {
  return bracketed(host) + ":" + std::to_string(port);
}

std::string_view read_authority(std::string_view text, std::string& host, std::uint16_t& port) {
  const bool literal = text.starts_with('[');
  const std::size_t host_end = literal ? text.find(']') : text.find(':');
  if (literal && host_end == std::string_view::npos) return "unclosed '['";
  host = lower_case(literal ? text.substr(1, host_end - 1) : text.substr(0, host_end));
  if (host.empty() || !std::all_of(host.begin(), host.end(), literal ? is_address_byte : is_host_name_byte)) {
    return "bad host";
  }
  const std::string_view rest = text.substr(std::min(text.size(), literal ? host_end + 1 : host_end));
  if (rest.empty()) return {};
  return rest.front() == ':' && parse_port(rest.substr(1), port) ? std::string_view() : "bad port";
}

std::string Origin::authority() const {
  return port == (tls ? kHttpsPort : kHttpPort) ? bracketed(host) : host_and_port(host, port);
}

Result<BaseUrl> parse_base_url(std::string_view text) {
  const std::size_t scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return refuse("not http:// or https://");
  const std::string_view scheme = text.substr(0, scheme_end);
  BaseUrl url;
  url.origin.tls = equals_ignoring_case(scheme, "https");
  if (!url.origin.tls && !equals_ignoring_case(scheme, "http")) return refuse("not http:// or https://");
  url.origin.port = url.origin.tls ? kHttpsPort : kHttpPort;
  text.remove_prefix(scheme_end + 3);
  if (!is_target(text) || text.find('?') != std::string_view::npos) {
    return refuse("only host, port and path, in printable ASCII");
  }
  const std::size_t path_start = std::min(text.find('/'), text.size());
  if (text.substr(0, path_start).find('@') != std::string_view::npos) return refuse("no user or password");
  const std::string_view fault = read_authority(text.substr(0, path_start), url.origin.host, url.origin.port);
  if (!fault.empty()) return refuse(fault);
  url.path_prefix = text.substr(path_start);
  while (url.path_prefix.ends_with('/')) url.path_prefix.pop_back();
  return url;
}

}  // namespace aipool::http
