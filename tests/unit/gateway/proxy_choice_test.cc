// SPDX-License-Identifier: MIT
#include "core/gateway/proxy_choice.h"

#include <gtest/gtest.h>

#include <string>

namespace aipool::gateway {
namespace {

class ProxyChoiceTest : public testing::Test {
 protected:
  // Where the account's requests go: "host:port" of a proxy, or "directly".
  std::string way_of(const std::string& host) {
    const ProxyChoice choice(config, faults);
    const auto proxy = choice.of(account, http::Origin{true, host, 443}, faults);
    return proxy == nullptr ? "directly" : proxy->name();
  }

  config::Config config;
  config::AccountConfig account;
  config::Faults faults;
};

TEST_F(ProxyChoiceTest, WithoutAnyProxyAllIsDirect) {
  EXPECT_EQ(way_of("api.example"), "directly");
  EXPECT_TRUE(faults.empty());
}

TEST_F(ProxyChoiceTest, TheGlobalProxyIsForAllButThisMachineAndWhatIsNamed) {
  config.proxy.address = Secret("http://global:1");
  config.no_proxy = {"near.example", "10.0.0.0/8"};
  EXPECT_EQ(way_of("api.example"), "proxy global:1");
  EXPECT_EQ(way_of("203.0.113.1"), "proxy global:1");
  for (const char* host : {"near.example", "api.near.example", "10.1.2.3", "localhost", "127.0.0.1", "::1"}) {
    EXPECT_EQ(way_of(host), "directly") << host;
  }
}

TEST_F(ProxyChoiceTest, AnAccountsOwnProxyAlwaysApplies) {
  config.proxy.address = Secret("http://global:1");
  config.no_proxy = {"*"};
  account.proxy.address = Secret("socks5://own:2");
  for (const char* host : {"api.example", "127.0.0.1", "localhost"}) EXPECT_EQ(way_of(host), "proxy own:2") << host;
}

TEST_F(ProxyChoiceTest, AnAccountCanGoDirectly) {
  config.proxy.address = Secret("http://global:1");
  account.proxy.address = Secret("direct");
  EXPECT_EQ(way_of("api.example"), "directly");
  EXPECT_TRUE(faults.empty());
}

TEST_F(ProxyChoiceTest, OneGlobalProxyIsShared) {
  config.proxy.address = Secret("http://global:1");
  const ProxyChoice choice(config, faults);
  const http::Origin origin{true, "api.example", 443};
  EXPECT_EQ(choice.of(account, origin, faults), choice.of(account, origin, faults));
}

TEST_F(ProxyChoiceTest, AFaultStandsAtItsPlaceAndShowsNothing) {
  config.proxy = {Secret("http://canary%zz@global:1"), {"config.yaml", 3, 8}};
  account.proxy = {Secret("socks5://canary@own:2"), {"pools.yaml", 7, 14}};
  EXPECT_EQ(way_of("api.example"), "directly");
  ASSERT_EQ(faults.size(), 2U);
  EXPECT_EQ(to_string(faults[0]), "config.yaml:3:8: proxy: bad percent-encoding of user or password");
  EXPECT_EQ(to_string(faults[1]), "pools.yaml:7:14: proxy: SOCKS5 needs a user and a password of 1 to 255 bytes each");
}

}  // namespace
}  // namespace aipool::gateway
