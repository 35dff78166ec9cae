// SPDX-License-Identifier: MIT
#include "core/http/addresses.h"

#include <gtest/gtest.h>

#include <string>

namespace aipool::http {
namespace {

// "a b" in, "a b" out: digits are IPv4 addresses, letters IPv6.
std::string order_of(const std::string& names) {
  Addresses addresses;
  for (const char name : names) {
    const std::string host = name >= 'a' ? std::string("2001:db8::") + name : std::string("192.0.2.") + name;
    addresses.emplace_back(host, static_cast<Poco::UInt16>(443));
  }
  std::string order;
  for (const auto& address : by_turns(addresses)) {
    EXPECT_EQ(address.port(), 443);
    order += address.host().toString().back();
  }
  return order;
}

TEST(AddressesTest, FamiliesTakeTurnsAndTheFirstOneBegins) {
  EXPECT_EQ(order_of(""), "");
  EXPECT_EQ(order_of("1"), "1");
  EXPECT_EQ(order_of("a"), "a");
  EXPECT_EQ(order_of("123"), "123");
  EXPECT_EQ(order_of("abc12"), "a1b2c");
  EXPECT_EQ(order_of("12ab"), "1a2b");
  EXPECT_EQ(order_of("a1b2"), "a1b2");
  EXPECT_EQ(order_of("1abcd"), "1abcd");
  EXPECT_EQ(order_of("abcd1"), "a1bcd");
  EXPECT_EQ(order_of("2b1a"), "2b1a");
}

}  // namespace
}  // namespace aipool::http
