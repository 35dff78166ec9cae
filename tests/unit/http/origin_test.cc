// SPDX-License-Identifier: MIT
#include "core/http/origin.h"

#include <gtest/gtest.h>

#include <string_view>

namespace aipool::http {
namespace {

BaseUrl parsed(std::string_view text) {
  auto url = parse_base_url(text);
  EXPECT_TRUE(url) << text;
  return url ? *url : BaseUrl();
}

TEST(OriginTest, ReadsSchemeHostPortAndPath) {
  const BaseUrl url = parsed("https://API.example.com/v1");
  EXPECT_EQ(url.origin, (Origin{true, "api.example.com", 443}));
  EXPECT_EQ(url.path_prefix, "/v1");
  EXPECT_EQ(parsed("http://127.0.0.1:8080").origin, (Origin{false, "127.0.0.1", 8080}));
  EXPECT_EQ(parsed("HTTP://localhost/").path_prefix, "");
  EXPECT_EQ(parsed("http://h/a/b//").path_prefix, "/a/b");
  EXPECT_EQ(parsed("http://[::1]:9/x").origin, (Origin{false, "::1", 9}));
  EXPECT_EQ(parsed("http://[2001:DB8::1]").origin, (Origin{false, "2001:db8::1", 80}));
}

TEST(OriginTest, RefusesWhatCouldMeanAnotherHost) {
  for (const std::string_view text : {"",
                                      "api.example.com",
                                      "ftp://a",
                                      "https:/a",
                                      "https://",
                                      "https:///v1",
                                      "http://user@a",
                                      "http://u:p@a/",
                                      "http://a:b",
                                      "http://a:",
                                      "http://a:0",
                                      "http://a:65536",
                                      "http://a:99999999999",
                                      "http://a:-1",
                                      "http://a?x",
                                      "http://a/?x",
                                      "http://a#x",
                                      "http://a/ b",
                                      "http://a b",
                                      "http://a\r\n",
                                      "http://\xc3\xa4",
                                      "http://[::1",
                                      "http://::1",
                                      "http://[::1]x",
                                      "http://[a.example]",
                                      "http://[]",
                                      "http://a\\b",
                                      "http://a,b",
                                      "http://a%2eb",
                                      "http://a/\x01"}) {
    EXPECT_FALSE(parse_base_url(text)) << text;
  }
}

TEST(OriginTest, NeverRepeatsAPasswordInItsError) {
  const auto refused = parse_base_url("http://user:hunter2@a");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail.find("hunter2"), std::string::npos);
  EXPECT_EQ(refused.error().source, ErrorSource::kConfig);
}

TEST(OriginTest, WritesTheAuthorityWithoutTheSchemesOwnPort) {
  EXPECT_EQ((Origin{true, "a", 443}).authority(), "a");
  EXPECT_EQ((Origin{false, "a", 443}).authority(), "a:443");
  EXPECT_EQ((Origin{false, "::1", 80}).authority(), "[::1]");
  EXPECT_EQ((Origin{false, "::1", 81}).authority(), "[::1]:81");
}

TEST(OriginTest, ComparesAndHashesAsAWhole) {
  const Origin one{false, "a", 80};
  EXPECT_NE(one, (Origin{true, "a", 80}));
  EXPECT_NE(one, (Origin{false, "a", 81}));
  EXPECT_EQ(std::hash<Origin>{}(one), std::hash<Origin>{}(Origin{false, "a", 80}));
}

}  // namespace
}  // namespace aipool::http
