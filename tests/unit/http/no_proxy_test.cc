// SPDX-License-Identifier: MIT
#include "core/http/no_proxy.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace aipool::http {
namespace {

struct Row {
  std::string_view entry;
  std::string_view host;
  bool covered;
};

TEST(NoProxyTest, Covers) {
  constexpr Row kRows[] = {
      {"*", "api.example.com", true},
      {"*", "192.0.2.1", true},
      {"example.com", "example.com", true},
      {"example.com", "EXAMPLE.com", true},
      {"Example.com", "example.com", true},
      {"example.com", "example.com.", true},
      {"example.com", "api.example.com", true},
      {"example.com", "a.b.example.com", true},
      {"example.com", "badexample.com", false},
      {"example.com", "example.com.evil.org", false},
      {"example.com", "example.org", false},
      {"example.com", "com", false},
      {".example.com", "example.com", false},
      {".example.com", "api.example.com", true},
      {".example.com", "api.EXAMPLE.com", true},
      {".example.com", "badexample.com", false},
      {"192.0.2.1", "192.0.2.1", true},
      {"192.0.2.1", "192.0.2.10", false},
      {"192.0.2.1", "x.192.0.2.1", false},
      {"192.0.2.0/24", "192.0.2.255", true},
      {"192.0.2.0/24", "192.0.3.0", false},
      {"192.0.2.7/24", "192.0.2.1", true},
      {"10.0.0.0/8", "10.255.0.1", true},
      {"10.0.0.0/9", "10.128.0.1", false},
      {"172.16.0.0/12", "172.31.255.255", true},
      {"172.16.0.0/12", "172.32.0.0", false},
      {"0.0.0.0/0", "203.0.113.9", true},
      {"0.0.0.0/0", "2001:db8::1", false},
      {"192.0.2.4/32", "192.0.2.4", true},
      {"192.0.2.4/31", "192.0.2.5", true},
      {"192.0.2.0/24", "::ffff:192.0.2.9", true},
      {"192.0.2.0/24", "host.example", false},
      {"2001:db8::/32", "2001:db8:1::1", true},
      {"2001:db8::/32", "2001:db9::1", false},
      {"2001:db8::1", "2001:db8:0:0::1", true},
      {"2001:db8::1", "2001:db8::2", false},
      {"2001:db8::/127", "2001:db8::1", true},
      {"::/0", "2001:db8::1", true},
  };
  for (const Row& row : kRows) {
    const std::vector<std::string> entries{"unrelated.example", std::string(row.entry)};
    EXPECT_EQ(NoProxy(entries).covers(row.host), row.covered) << row.entry << " " << row.host;
  }
}

TEST(NoProxyTest, ThisMachineIsAlwaysCovered) {
  const NoProxy empty{{}};
  for (const std::string_view host :
       {"localhost", "LOCALHOST", "localhost.", "a.localhost", "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(empty.covers(host)) << host;
  }
  for (const std::string_view host : {"example.com", "notlocalhost", "localhost.example", "128.0.0.1", "::2", "::"}) {
    EXPECT_FALSE(empty.covers(host)) << host;
  }
}

}  // namespace
}  // namespace aipool::http
