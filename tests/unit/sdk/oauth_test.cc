// SPDX-License-Identifier: MIT
#include "aipool/oauth.hpp"

#include <gtest/gtest.h>

#include "aipool/kit/fake_host.hpp"

namespace aipool::oauth {
namespace {

TEST(Form, KeepsWhatAQueryWouldMisread) {
  EXPECT_EQ(form({{"a b", "c&d=e"}, {"scope", "https://x/y"}, {"plain", "-._~Az09"}}),
            "a%20b=c%26d%3De&scope=https%3A%2F%2Fx%2Fy&plain=-._~Az09");
  EXPECT_EQ(form({}), "");
}

TEST(Form, ValuesAreFoundInQueriesAndUrls) {
  EXPECT_EQ(form_value("code=4%2F0A&state=s", "code"), "4/0A");
  EXPECT_EQ(form_value("http://127.0.0.1:8085/cb?state=a+b&code=x#top", "state"), "a b");
  EXPECT_EQ(form_value("http://127.0.0.1/?code=x#code=y", "code"), "x");
  EXPECT_EQ(form_value("codex=1&xcode=2&code", "code"), std::nullopt);
  EXPECT_EQ(form_value("code=", "code"), "");
  EXPECT_EQ(form_value("code=%zz%4", "code"), "%zz%4");
}

TEST(Pkce, ChallengeIsThatOfTheRfc) {
  kit::FakeHost host;
  EXPECT_EQ(pkce_challenge(sdk::Host(host.table()), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST(Pkce, TokensAreLongAndDiffer) {
  kit::FakeHost host;
  const sdk::Host services(host.table());
  const std::string one = random_token(services);
  EXPECT_EQ(one.size(), 43u);
  EXPECT_EQ(one.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), std::string::npos);
  EXPECT_NE(one, random_token(services));
}

TEST(Document, WhatIsNotNamedStaysAsItWasWritten) {
  EXPECT_EQ(with_members(R"({"access_token":"old","n":1.0e1, "\u0061b":[1 , 2],"expiry_date":1})",
                         {{"access_token", quoted("new\"")}, {"expiry_date", "2"}, {"token_type", quoted("Bearer")}, {"scope", ""}}),
            R"({"access_token":"new\"","n":1.0e1,"\u0061b":[1 , 2],"expiry_date":2,"token_type":"Bearer"})");
}

TEST(Document, WhatIsNoObjectIsReplaced) {
  EXPECT_EQ(with_members("", {{"a", "1"}}), R"({"a":1})");
  EXPECT_EQ(with_members("[1]", {{"a", "1"}}), R"({"a":1})");
  EXPECT_EQ(with_members(R"({"a":)", {{"a", "1"}}), R"({"a":1})");
}

TEST(Notes, ComeBackAndSurviveDamage) {
  Notes notes("");
  notes["phase"] = "asked";
  notes["verifier"] = "a\"b";
  EXPECT_EQ(Notes(notes.text()).get("verifier"), "a\"b");
  notes.erase("phase");
  EXPECT_EQ(Notes(notes.text()).get("phase"), "");
  EXPECT_EQ(Notes(R"({"phase":1,"kept":"x"})").get("kept"), "x");
  EXPECT_EQ(Notes("{").text(), "{}");
}

}  // namespace
}  // namespace aipool::oauth
