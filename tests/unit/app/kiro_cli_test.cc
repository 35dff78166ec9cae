// SPDX-License-Identifier: MIT
#include "core/app/kiro_cli.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "aipool/json.hpp"

namespace aipool::app {
namespace {

using testing::HasSubstr;

const std::string kLong(120, 'r');

std::string quoted(const std::string& text) {
  std::string out;
  json::append_quoted(out, text);
  return out;
}

std::string token(const std::string& more) {
  return R"({"access_token":"a","refresh_token":")" + kLong + R"(",)" + more + "}";
}

std::string refusal(const std::string& rows) {
  const auto documents = kiro_documents(rows);
  return documents ? "none" : documents.error().detail;
}

TEST(KiroCliTest, ASocialSignInBecomesTheIdesToken) {
  const auto documents = kiro_documents(
      "{\"kirocli:social:token\":" +
      quoted(token(R"("expires_at":"2026-11-27T21:00:00Z","provider":"github","profile_arn":"arn:1")")) + "}");
  ASSERT_TRUE(documents) << documents.error().detail;
  EXPECT_EQ(documents->token.reveal(), R"({"accessToken":"a","refreshToken":")" + kLong +
                                           R"(","expiresAt":"2026-11-27T21:00:00Z","profileArn":"arn:1",)"
                                           R"("authMethod":"social","provider":"Github"})");
  EXPECT_EQ(documents->registration_name, "");
}

TEST(KiroCliTest, ADeviceSignInTakesItsRegistrationAlong) {
  const auto documents = kiro_documents(
      "{\"kirocli:odic:token\":" +
      quoted(token(R"("expires_at":"2026","region":"eu-1","start_url":"https://org.awsapps.com/start")")) +
      ",\"kirocli:odic:device-registration\":" +
      quoted(R"({"client_id":"i","client_secret":"s","client_secret_expires_at":"2027","region":"eu-1"})") +
      ",\"api.codewhisperer.profile\":" + quoted(R"({"arn":"arn:2","profile_name":"p"})") + "}");
  ASSERT_TRUE(documents) << documents.error().detail;
  EXPECT_EQ(documents->token.reveal(),
            R"({"accessToken":"a","refreshToken":")" + kLong +
                R"(","expiresAt":"2026","region":"eu-1","startUrl":"https://org.awsapps.com/start",)"
                R"("authMethod":"IdC","provider":"Enterprise","profileArn":"arn:2","clientIdHash":"aipool-kiro-cli"})");
  EXPECT_EQ(documents->registration_name, "aipool-kiro-cli.json");
  EXPECT_EQ(documents->registration.reveal(),
            R"({"clientId":"i","clientSecret":"s","expiresAt":"2027","region":"eu-1"})");
}

TEST(KiroCliTest, OfSeveralTheOneThatExpiresLastIsTaken) {
  const auto documents =
      kiro_documents("{\"kirocli:social:token\":" + quoted(token(R"("expires_at":"2026-11-01")")) +
                     ",\"kirocli:external-idp:token\":" +
                     quoted(token(R"("expires_at":"2026-11-02","token_endpoint":"https://i/t","scopes":["x"])")) + "}");
  ASSERT_TRUE(documents) << documents.error().detail;
  EXPECT_EQ(documents->source, "kirocli:external-idp:token");
  EXPECT_THAT(std::string(documents->token.reveal()), HasSubstr(R"("tokenEndpoint":"https://i/t","scopes":["x"])"));
}

TEST(KiroCliTest, WhatIsNoSignInIsTold) {
  EXPECT_THAT(refusal("{}"), HasSubstr("no sign-in"));
  EXPECT_THAT(refusal("{"), HasSubstr("no JSON"));
  EXPECT_THAT(refusal(R"({"kirocli:social:token":"{"})"), HasSubstr("no sign-in"));
  EXPECT_THAT(refusal("{\"kirocli:social:token\":" + quoted(R"({"refresh_token":"short"})") + "}"), HasSubstr("was cut"));
  EXPECT_THAT(refusal("{\"kirocli:odic:token\":" + quoted(token(R"("region":"r")")) + "}"),
              HasSubstr("device-registration"));
}

TEST(KiroCliTest, ADatabaseThatIsNotThereIsTold) {
  const auto rows = read_kiro_cli("/no/such/data.sqlite3");
  ASSERT_FALSE(rows);
  EXPECT_THAT(rows.error().detail, HasSubstr("/no/such/data.sqlite3"));
}

}  // namespace
}  // namespace aipool::app
