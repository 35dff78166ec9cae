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

std::pmr::memory_resource& memory() { return *std::pmr::get_default_resource(); }

aip_splice splice(std::size_t offset, std::size_t erase, std::string_view insert) {
  return {offset, erase, plugin::bytes(insert)};
}

TEST(UpstreamRequestTest, SendsTheSourceAroundTheSplices) {
  const auto body = over_source({{1, 2, "XY"}, {5, 0, "!"}});
  const Binding binding;
  const UpstreamRequest request(binding, {}, &body, "abcdef", memory());
  EXPECT_EQ(body_of(request), "aXYde!f");
}

TEST(UpstreamRequestTest, AProviderEditsTheEncodedTextAndWrapsIt) {
  const auto body = over_source({{0, 1, "A"}});
  plugin::Prepared prepared;
  prepared.prefix = "<";
  prepared.suffix = ">";
  const aip_splice edit = splice(1, 1, "B");
  prepared.splices = {&edit, 1};
  const Binding binding;
  const UpstreamRequest request(binding, prepared, &body, "abc", memory());
  EXPECT_TRUE(request.sound());
  EXPECT_EQ(body_of(request), "<ABc>");
}

TEST(UpstreamRequestTest, SplicesBeyondTheBodyAreFoundOutBeforeTheyAreApplied) {
  const auto body = over_source({});
  plugin::Prepared prepared;
  const aip_splice edit = splice(100, 1, "x");
  prepared.splices = {&edit, 1};
  EXPECT_FALSE(UpstreamRequest({}, prepared, &body, "abc", memory()).sound());
}

}  // namespace
}  // namespace aipool::gateway
