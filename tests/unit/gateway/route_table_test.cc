// SPDX-License-Identifier: MIT
#include "core/gateway/route_table.h"

#include <gtest/gtest.h>

namespace aipool::gateway {
namespace {

std::string protocol_name(std::size_t index) { return "p" + std::to_string(index); }

Route row(std::string method, std::string path, std::string header = {}, std::string query = {}, std::uint32_t rank = 0,
          std::size_t protocol = 0) {
  Route route;
  route.method = std::move(method);
  route.path = std::move(path);
  route.header = std::move(header);
  route.query = std::move(query);
  route.rank = rank;
  route.protocol = protocol;
  return route;
}

RouteTable table() {
  auto built = RouteTable::build(
      {row("POST", "/v1/chat/completions"), row("GET", "/v1/models"), row("GET", "/v1/models", "x-goog-api-key", {}, 2, 1),
       row("GET", "/v1/models", {}, "key", 2, 2), row("GET", "/v1/models/{id...}"),
       row("POST", "/v1/models/{model...}:generate", {}, {}, 1, 3), row("DELETE", "/v1/responses/{id}")},
      protocol_name);
  return std::move(built).value();
}

http::RequestHead head(std::string_view method, std::string_view query = {}) {
  http::RequestHead head;
  head.method = method;
  head.query = query;
  return head;
}

TEST(RouteTableTest, FindsALiteralPath) {
  const auto routes = table();
  const auto match = routes.find("/v1/chat/completions", head("POST"));
  ASSERT_EQ(match.outcome, RouteMatch::Outcome::kFound);
  EXPECT_EQ(match.route->path, "/v1/chat/completions");
}

TEST(RouteTableTest, AHeaderOrAQueryWithHigherRankWins) {
  const auto routes = table();
  auto with_header = head("GET");
  with_header.headers.add("X-Goog-Api-Key", "k");
  EXPECT_EQ(routes.find("/v1/models", with_header).route->protocol, 1u);
  EXPECT_EQ(routes.find("/v1/models", head("GET", "a=b&key=1")).route->protocol, 2u);
  EXPECT_EQ(routes.find("/v1/models", head("GET", "monkey=1")).route->protocol, 0u);
}

TEST(RouteTableTest, ARestPlaceholderTakesSlashesAndSplitsAtTheLastColon) {
  const auto routes = table();
  const auto get = routes.find("/v1/models/org/name:tag", head("GET"));
  ASSERT_EQ(get.outcome, RouteMatch::Outcome::kFound);
  ASSERT_EQ(get.params.size(), 1u);
  EXPECT_EQ(get.params[0].value, "org/name:tag");
  const auto post = routes.find("/v1/models/qwen3:8b:generate", head("POST"));
  ASSERT_EQ(post.outcome, RouteMatch::Outcome::kFound);
  EXPECT_EQ(post.params[0].value, "qwen3:8b");
}

TEST(RouteTableTest, APlaceholderIsNeverEmptyAndTakesNoSlash) {
  const auto routes = table();
  EXPECT_EQ(routes.find("/v1/responses/", head("DELETE")).outcome, RouteMatch::Outcome::kUnknown);
  EXPECT_EQ(routes.find("/v1/responses/a/b", head("DELETE")).outcome, RouteMatch::Outcome::kUnknown);
  EXPECT_EQ(routes.find("/v1/responses/a", head("DELETE")).outcome, RouteMatch::Outcome::kFound);
}

TEST(RouteTableTest, TellsAWrongMethodFromAnUnknownPath) {
  const auto routes = table();
  const auto wrong = routes.find("/v1/chat/completions", head("GET"));
  EXPECT_EQ(wrong.outcome, RouteMatch::Outcome::kWrongMethod);
  EXPECT_EQ(wrong.allow, "POST");
  EXPECT_EQ(routes.find("/v1/nope", head("POST")).outcome, RouteMatch::Outcome::kUnknown);
}

TEST(RouteTableTest, HeadIsAnsweredByTheGetRow) {
  const auto routes = table();
  EXPECT_EQ(routes.find("/v1/models", head("HEAD")).outcome, RouteMatch::Outcome::kFound);
}

TEST(RouteTableTest, RowsThatNothingTellsApartAreRefusedWithBothNames) {
  auto built = RouteTable::build({row("GET", "/a"), row("GET", "/a", {}, {}, 0, 1)}, protocol_name);
  ASSERT_FALSE(built);
  EXPECT_EQ(built.error().detail, "the protocols p0 and p1 both claim GET /a with the same rank; use only one");
}

}  // namespace
}  // namespace aipool::gateway
