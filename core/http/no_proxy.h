// SPDX-License-Identifier: MIT
//
// NoProxy is the list of upstreams that are reached without the global proxy, as `no_proxy` of the configuration says.
//
// Flow:      made when a snapshot is built, and asked for the origin of each account.
// Threading: immutable.
// Ownership: owns its entries.
// Errors:    none: the configuration has refused what is no entry; here it would match nothing.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aipool::http {

class NoProxy {
 public:
  // "example.com" is that host and all below it, ".example.com" those below it alone; "*" is everything. An address, or
  // a block such as 10.0.0.0/8, is for origins that are written as an address: no name is resolved for it.
  explicit NoProxy(std::span<const std::string> entries);

  // True for this machine, too, whatever the entries are.
  bool covers(std::string_view host) const;

 private:
  struct Block {
    std::array<unsigned char, 16> address{};  // IPv4 as ::ffff:a.b.c.d
    unsigned bits = 0;
  };
  static bool read_block(const std::string& text, Block& block);
  static bool contains(const Block& block, const Block& address);

  bool everything_ = false;
  std::vector<Block> blocks_;
  std::vector<std::string> hosts_;  // lower case, with the dot of a suffix
};

}  // namespace aipool::http
