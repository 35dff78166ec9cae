// SPDX-License-Identifier: MIT
//
// Rules say what a string of the configuration must look like, one function for each kind of name or address.
//
// Flow:      Section applies a Rule to a string it has read; a Complaint becomes a fault at the string's place.
// Threading: pure functions.
// Ownership: a Complaint points to static text.
// Errors:    a Complaint with an empty `wrong` means that the text is fine.
#pragma once

#include <string_view>

namespace aipool::config {

struct Complaint {
  std::string_view wrong;  // continues "PATH: "
  std::string_view fix;
};

using Rule = Complaint (*)(std::string_view text);

// names (name_rules.cc)
Complaint plain_rule(std::string_view text);          // not empty, no control characters
Complaint plugin_name_rule(std::string_view text);    // [a-z0-9_-]{1,64}; providers, too
Complaint protocol_rule(std::string_view text);       // the same with dots
Complaint uuid_rule(std::string_view text);           // [A-Za-z0-9._-]{1,64}
Complaint model_rule(std::string_view text);          // one model: [A-Za-z0-9._:/@+-]{1,200}
Complaint model_pattern_rule(std::string_view text);  // the same with * after the first character, or * alone
Complaint sha256_rule(std::string_view text);         // 64 hexadecimal digits
Complaint secret_rule(std::string_view text);         // visible ASCII
Complaint header_name_rule(std::string_view text);    // an RFC 9110 token the operator may set
Complaint header_value_rule(std::string_view text);   // printable ASCII, no space at either end

// addresses (address_rules.cc)
Complaint host_rule(std::string_view text);           // an IP address or a host name
Complaint base_url_rule(std::string_view text);       // http(s)://host[:port][/path]
Complaint proxy_rule(std::string_view text);          // http, socks5 or socks5h://[user:password@]host:port
Complaint account_proxy_rule(std::string_view text);  // the same, or "direct"
Complaint no_proxy_rule(std::string_view text);       // a host, .suffix, address, address/bits, or *
Complaint origin_rule(std::string_view text);         // http(s)://host[:port], or *

// 127.0.0.0/8, ::1 and localhost.
bool is_loopback(std::string_view host);

}  // namespace aipool::config
