// SPDX-License-Identifier: MIT
#include "core/gateway/client_auth.h"

#include <gtest/gtest.h>

namespace aipool::gateway {
namespace {

http::RequestHead with(std::string_view name, std::string_view value) {
  http::RequestHead head;
  head.headers.add(name, value);
  return head;
}

ClientAuth two_keys() {
  const std::vector<Secret> keys{Secret("sk-one"), Secret("sk-two")};
  return ClientAuth(keys);
}

TEST(ClientAuthTest, TakesAKeyInEveryPlaceThatAClientPutsIt) {
  const auto auth = two_keys();
  EXPECT_TRUE(auth.check(with("Authorization", "Bearer sk-one")));
  EXPECT_TRUE(auth.check(with("authorization", "bearer sk-two")));
  EXPECT_TRUE(auth.check(with("x-api-key", "sk-one")));
  EXPECT_TRUE(auth.check(with("x-goog-api-key", "sk-two")));
  http::RequestHead query;
  query.query = "alt=sse&key=sk-one";
  EXPECT_TRUE(auth.check(query));
}

TEST(ClientAuthTest, NamesTheKeyByTheStartOfItsDigest) {
  const auto auth = two_keys();
  EXPECT_EQ(*auth.check(with("x-api-key", "sk-one")), "456f1612");
  EXPECT_NE(*auth.check(with("x-api-key", "sk-one")), *auth.check(with("x-api-key", "sk-two")));
  EXPECT_EQ(*ClientAuth({}).check(http::RequestHead{}), "");
}

TEST(ClientAuthTest, RefusesEverythingElseWithOneText) {
  const auto auth = two_keys();
  http::RequestHead query;
  query.query = "monkey=sk-one";
  for (const auto& head : {with("Authorization", "sk-one"), with("Authorization", "Basic sk-one"),
                           with("Authorization", "Bearer "), with("x-api-key", "sk-one "), with("x-api-key", ""), query,
                           http::RequestHead{}}) {
    const auto verdict = auth.check(head);
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().code, ErrorCode::kAuth);
    EXPECT_EQ(verdict.error().client_text, "Incorrect API key provided.");
  }
}

TEST(ClientAuthTest, WithoutKeysEverybodyMayIn) { EXPECT_TRUE(ClientAuth({}).check(http::RequestHead{})); }

}  // namespace
}  // namespace aipool::gateway
