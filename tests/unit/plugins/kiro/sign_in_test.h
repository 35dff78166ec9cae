// SPDX-License-Identifier: MIT
//
// SignInTest drives the machine `kiro` with documents of Kiro's own form and a vendor that the test writes.
//
// Flow:      machine() makes a driver; the test sets documents and the vendor, and runs it.
// Threading: one thread.
// Ownership: the fixture keeps the account.
// Errors:    gtest assertions.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "aipool/kit/auth_driver.hpp"
#include "kiro_test.h"

namespace aipool::kiro {

constexpr std::string_view kArn = "arn:aws:codewhisperer:eu-central-1:1:profile/P";
constexpr std::string_view kPast = "2023-12-31T00:00:00.000Z";
constexpr std::string_view kFuture = "2099-01-01T00:00:00Z";

// As long as real ones.
inline std::string refresh_token(std::string_view name) { return std::string(name) + std::string(120, 'r'); }

inline std::string member_of(std::string_view document, std::string_view key) {
  json::Document parsed;
  if (parsed.parse(document) != json::Error::kNone) return "not JSON";
  return parsed.root().find(key).string();
}

class SignInTest : public KiroTest {
 protected:
  using Reply = kit::AuthDriver::Reply;
  using Sent = kit::AuthDriver::Sent;

  kit::AuthDriver& machine(kit::AccountText text = {}) {
    account_ = std::make_unique<kit::Account>(std::move(text));
    driver_of_auth_ = std::make_unique<kit::AuthDriver>(plugin_, host_, "kiro", *account_);
    return *driver_of_auth_;
  }

  static std::string social(std::string_view access, std::string_view refresh, std::string_view expires,
                            std::string_view profile = kArn) {
    std::string text = R"({"accessToken":")" + std::string(access) + R"(","refreshToken":")" + refresh_token(refresh) +
                       R"(","expiresAt":")" + std::string(expires) + R"(","authMethod":"social","provider":"Google",)" +
                       R"("unknown":{"kept": [1, 2]})";
    if (!profile.empty()) text += R"(,"profileArn":")" + std::string(profile) + "\"";
    return text + "}";
  }
  static std::string oidc(std::string_view access, std::string_view refresh, std::string_view expires) {
    return R"({"accessToken":")" + std::string(access) + R"(","refreshToken":")" + refresh_token(refresh) +
           R"(","expiresAt":")" + std::string(expires) +
           R"(","clientIdHash":"abc","authMethod":"IdC","provider":"BuilderId",)" + R"("region":"eu-west-1"})";
  }
  static std::string registration(std::string_view expires = kFuture) {
    return R"({"clientId":"cid","clientSecret":"sec","expiresAt":")" + std::string(expires) + R"("})";
  }
  static Reply tokens(std::string_view access, std::string_view refresh = {}, std::string_view profile = {}) {
    std::string body = R"({"accessToken":")" + std::string(access) + R"(","expiresIn":3600)";
    if (!refresh.empty()) body += R"(,"refreshToken":")" + refresh_token(refresh) + "\"";
    if (!profile.empty()) body += R"(,"profileArn":")" + std::string(profile) + "\"";
    return {200, body + "}", {}};
  }
  static bool is_profile_call(const Sent& sent) { return sent.body == "{}"; }
  static Reply profiles() { return {200, R"({"profiles":[{"arn":")" + std::string(kArn) + R"("}]})", {}}; }

  std::string failure() const { return driver_of_auth_->fault() ? driver_of_auth_->fault()->message : ""; }

  std::unique_ptr<kit::Account> account_;
  std::unique_ptr<kit::AuthDriver> driver_of_auth_;
};

}  // namespace aipool::kiro
