// SPDX-License-Identifier: MIT
#include "core/http/proxy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "core/http/endpoint.h"

namespace aipool::http {
namespace {

Proxy parsed(std::string_view text) {
  auto proxy = parse_proxy(text);
  EXPECT_TRUE(proxy) << text << ": " << proxy.error().detail;
  return proxy ? *proxy : Proxy();
}

struct Row {
  std::string_view text;
  Proxy::Kind kind;
  std::string_view host;
  std::uint16_t port;
  std::string_view user;
  std::string_view password;
};

TEST(ProxyTest, ReadsKindHostPortAndCredentials) {
  constexpr auto kHttp = Proxy::Kind::kHttp;
  constexpr auto kSocks = Proxy::Kind::kSocks5;
  constexpr Row kRows[] = {
      {"http://proxy.example:3128", kHttp, "proxy.example", 3128, "", ""},
      {"HTTP://Proxy.Example:80", kHttp, "proxy.example", 80, "", ""},
      {"http://u:p@127.0.0.1:1", kHttp, "127.0.0.1", 1, "u", "p"},
      {"http://u:p@[::1]:65535", kHttp, "::1", 65535, "u", "p"},
      {"http://token@h:1", kHttp, "h", 1, "token", ""},
      {"http://u:@h:1", kHttp, "h", 1, "u", ""},
      {"http://u:a:b:c@h:1", kHttp, "h", 1, "u", "a:b:c"},
      {"http://u%20x:p%40%2F%3a%25@h:1", kHttp, "h", 1, "u x", "p@/:%"},
      {"http://%c3%bc:%C3%BC@h:1", kHttp, "h", 1, "\xc3\xbc", "\xc3\xbc"},
      {"http://u:p@x@h:1", kHttp, "h", 1, "u", "p@x"},
      {"socks5://h:1080", kSocks, "h", 1080, "", ""},
      {"socks5://u:p@h:1080", kSocks, "h", 1080, "u", "p"},
      {"socks5h://u%3Ax:p@h:1080", kSocks, "h", 1080, "u:x", "p"},
  };
  for (const Row& row : kRows) {
    const Proxy proxy = parsed(row.text);
    EXPECT_EQ(proxy.kind, row.kind) << row.text;
    EXPECT_EQ(proxy.host, row.host) << row.text;
    EXPECT_EQ(proxy.port, row.port) << row.text;
    EXPECT_EQ(proxy.user, row.user) << row.text;
    EXPECT_EQ(proxy.password.reveal(), row.password) << row.text;
  }
}

TEST(ProxyTest, RefusesWhatIsNoProxyAndNeverRepeatsIt) {
  const std::string long_text(256, 'c');
  const std::string texts[] = {
      "",
      "canary",
      "canary:1",
      "https://canary:1",
      "socks4://canary:1",
      "socks5a://canary:1",
      "http:/canary:1",
      "http://canary",
      "http://canary:",
      "http://canary:0",
      "http://canary:65536",
      "http://canary:1/",
      "http://canary:1?x",
      "http://canary:1#x",
      "http://canary/x@h:1",
      "http://:canary@h:1",
      "http://@h:1",
      "http://canary%:p@h:1",
      "http://canary%4:p@h:1",
      "http://canary%4g:p@h:1",
      "http://u:canary%+4@h:1",
      "http://u:canary%0d%0aX:1@h:1",
      "http://u:canary%00@h:1",
      "http://u:canary\n@h:1",
      "http://u%3Acanary:p@h:1",
      "http://u:canary@",
      "http://u:canary@:1",
      "http://u:canary@h",
      "http://u:canary@h h:1",
      "http://u:canary@[::1:1",
      "http://u:canary@[h]:1",
      "socks5://canary@h:1",
      "socks5://canary:@h:1",
      "socks5://" + long_text + ":canary@h:1",
      "socks5://canary:" + long_text + "@h:1",
  };
  for (const std::string& text : texts) {
    const auto proxy = parse_proxy(text);
    ASSERT_FALSE(proxy) << text;
    EXPECT_EQ(proxy.error().code, ErrorCode::kInvalidRequest) << text;
    EXPECT_EQ(proxy.error().source, ErrorSource::kConfig) << text;
    EXPECT_THAT(proxy.error().detail, testing::Not(testing::HasSubstr("canary"))) << text;
    EXPECT_THAT(proxy.error().detail, testing::StartsWith("proxy: ")) << text;
  }
}

TEST(ProxyTest, ItsNameHoldsNoCredential) {
  EXPECT_EQ(parsed("http://u:p@h:1").name(), "proxy h:1");
  EXPECT_EQ(parsed("socks5://u:p@[::1]:80").name(), "proxy [::1]:80");
}

TEST(ProxyTest, AnEndpointIsAnotherOneThroughAnotherProxy) {
  const auto via = [](std::string_view text) {
    Endpoint endpoint{Origin{false, "h", 80}};
    if (!text.empty()) endpoint.proxy = std::make_shared<const Proxy>(parsed(text));
    return endpoint;
  };
  EXPECT_EQ(via("http://u:p@h:1"), via("http://u:p@h:1"));
  EXPECT_EQ(via(""), via(""));
  for (const std::string_view other :
       {"", "http://u:q@h:1", "http://v:p@h:1", "http://h:1", "http://u:p@i:1", "http://u:p@h:2", "socks5://u:p@h:1"}) {
    EXPECT_NE(via("http://u:p@h:1"), via(other)) << other;
  }
}

}  // namespace
}  // namespace aipool::http
