// SPDX-License-Identifier: MIT
#include "core/gateway/upstream_request.h"

#include <gtest/gtest.h>

namespace aipool::gateway {
namespace {

std::string body_of(const UpstreamRequest& request) {
  std::string text;
  for (const std::string_view piece : request.request().body) text += piece;
  return text;
}

plugin::EncodedBody over_source(std::vector<plugin::Splice> splices) {
  plugin::EncodedBody body;
  body.over_source = true;
  body.splices = std::move(splices);
  return body;
}

TEST(UpstreamRequestTest, SendsTheSourceAroundTheSplices) {
  const auto body = over_source({{1, 2, "XY"}, {5, 0, "!"}});
  const UpstreamRequest request({}, {}, &body, "abcdef");
  EXPECT_EQ(body_of(request), "aXYde!f");
}

TEST(UpstreamRequestTest, AProviderEditsTheEncodedTextAndWrapsIt) {
  const auto body = over_source({{0, 1, "A"}});
  plugin::Prepared prepared;
  prepared.prefix = "<";
  prepared.suffix = ">";
  prepared.splices = {{1, 1, "B"}};
  const UpstreamRequest request({}, std::move(prepared), &body, "abc");
  EXPECT_TRUE(request.sound());
  EXPECT_EQ(body_of(request), "<ABc>");
}

TEST(UpstreamRequestTest, SplicesBeyondTheBodyAreFoundOutBeforeTheyAreApplied) {
  const auto body = over_source({});
  plugin::Prepared prepared;
  prepared.splices = {{100, 1, "x"}};
  EXPECT_FALSE(UpstreamRequest({}, std::move(prepared), &body, "abc").sound());
}

}  // namespace
}  // namespace aipool::gateway
