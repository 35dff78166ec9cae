// SPDX-License-Identifier: MIT
#include "core/http/no_proxy.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "core/http/message.h"
#include "core/http/resolver.h"

namespace aipool::http {

NoProxy::NoProxy(std::span<const std::string> entries) {
  for (const std::string& entry : entries) {
    Block block;
    if (entry == "*") {
      everything_ = true;
    } else if (read_block(entry, block)) {
      blocks_.push_back(block);
    } else {
      hosts_.push_back(entry);
    }
  }
  for (const char* loopback : {"127.0.0.0/8", "::1"}) {
    Block block;
    if (read_block(loopback, block)) blocks_.push_back(block);
  }
}

bool NoProxy::covers(std::string_view host) const {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (everything_ || means_this_machine(host)) return true;
  Block address;
  if (read_block(std::string(host), address)) {
    return std::ranges::any_of(blocks_, [&](const Block& block) { return contains(block, address); });
  }
  return std::ranges::any_of(hosts_, [host](std::string_view entry) {
    if (equals_ignoring_case(host, entry)) return true;
    if (host.size() <= entry.size() || !equals_ignoring_case(host.substr(host.size() - entry.size()), entry)) {
      return false;
    }
    return entry.starts_with('.') || host[host.size() - entry.size() - 1] == '.';
  });
}

bool NoProxy::read_block(const std::string& text, Block& block) {
  constexpr unsigned kMapped = 96;  // bits of ::ffff:0:0
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string address = text.substr(0, slash);
  unsigned char* const bytes = block.address.data();
  const bool short_one = ::inet_pton(AF_INET, address.c_str(), bytes + kMapped / 8) == 1;
  if (short_one) bytes[10] = bytes[11] = 0xff;
  if (!short_one && ::inet_pton(AF_INET6, address.c_str(), bytes) != 1) return false;
  block.bits = short_one ? 32 : 128;
  if (slash != text.size()) std::from_chars(text.data() + slash + 1, text.data() + text.size(), block.bits);
  if (short_one) block.bits += kMapped;
  return block.bits <= 128;
}

bool NoProxy::contains(const Block& block, const Block& address) {
  const std::size_t whole = block.bits / 8;
  if (!std::equal(block.address.begin(), block.address.begin() + whole, address.address.begin())) return false;
  const unsigned rest = block.bits % 8;
  const unsigned differing = rest == 0 ? 0U : unsigned{block.address[whole]} ^ unsigned { address.address[whole] };
  return differing >> (8U - rest) == 0;
}

}  // namespace aipool::http
