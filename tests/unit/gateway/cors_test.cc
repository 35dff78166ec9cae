// SPDX-License-Identifier: MIT
#include "core/gateway/cors.h"

#include <gtest/gtest.h>

namespace aipool::gateway {
namespace {

http::RequestHead from(std::string_view origin, std::string_view method = "POST") {
  http::RequestHead head;
  head.method = method;
  head.headers.add("origin", origin);
  return head;
}

TEST(CorsTest, RefusesEveryOriginThatIsNotListed) {
  const Cors cors({"https://app.example"});
  EXPECT_EQ(cors.judge(from("https://app.example")), Cors::Verdict::kAllowed);
  EXPECT_EQ(cors.judge(from("https://app.example.evil")), Cors::Verdict::kRefused);
  EXPECT_EQ(cors.judge(from("null")), Cors::Verdict::kRefused);
  EXPECT_EQ(cors.judge(http::RequestHead{}), Cors::Verdict::kNoBrowser);
  EXPECT_EQ(Cors({}).judge(from("http://localhost:3000")), Cors::Verdict::kRefused);
  EXPECT_EQ(Cors({"*"}).judge(from("https://any.example")), Cors::Verdict::kAllowed);
}

TEST(CorsTest, APreflightNamesTheHeadersThatThePageAskedFor) {
  const Cors cors({"https://app.example"});
  auto head = from("https://app.example", "OPTIONS");
  head.headers.add("access-control-request-method", "POST");
  head.headers.add("access-control-request-headers", "authorization,x-stainless-os");
  ASSERT_EQ(cors.judge(head), Cors::Verdict::kPreflight);
  std::pmr::vector<http::Header> headers;
  cors.add_preflight_headers(head, headers);
  bool found = false;
  for (const auto& header : headers) {
    found = found || (header.name == "access-control-allow-headers" && header.value == "authorization,x-stainless-os");
  }
  EXPECT_TRUE(found);
}

TEST(CorsTest, OptionsWithoutARequestedMethodIsNoPreflight) {
  EXPECT_EQ(Cors({"*"}).judge(from("https://a.example", "OPTIONS")), Cors::Verdict::kAllowed);
}

}  // namespace
}  // namespace aipool::gateway
