// SPDX-License-Identifier: MIT
//
// CodeAssistTest runs the machine google-code-assist with a Google that answers what a test tells it to.
//
// Flow:      says(":loadCodeAssist", {...}) -> run() -> what was sent, written and learned.
// Threading: one thread.
// Ownership: as ProtocolTest.
// Errors:    gtest assertions.
// Units:     milliseconds of the fake clock.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "aipool/kit/auth_driver.hpp"
#include "aipool/oauth.hpp"
#include "generate_test.h"

namespace aipool::gemini {

class CodeAssistTest : public GenerateTest {
 protected:
  using Reply = kit::AuthDriver::Reply;
  static constexpr std::string_view kFree = R"({"currentTier":{"id":"free-tier"},"cloudaicompanionProject":"p-1"})";
  static constexpr std::string_view kRefreshed = R"({"access_token":"new","expires_in":3600,"token_type":"Bearer"})";

  CodeAssistTest() { use(with_secret()); }

  static kit::AccountText with_secret(kit::Settings more = {}) {
    more.emplace_back("client_secret", "shh");
    return {.options = std::move(more)};
  }

  // The state once the owner of that refresh token is onboarded.
  std::string known(std::string_view refresh = "r-1") {
    return R"({"onboarded":"1","project":"p-1","tier":"free-tier","wanted_project":"","owner":")" +
           oauth::pkce_challenge(sdk::Host(host_.table()), refresh).substr(0, 16) + "\"}";
  }

  // From here on it is another account, which nothing is known of.
  void use(kit::AccountText text) {
    auth_ = nullptr;
    account_ = std::make_unique<kit::Account>(std::move(text));
    auth_ = std::make_unique<kit::AuthDriver>(plugin_, host_, "google-code-assist", *account_);
    auth_->vendor = [this](const kit::AuthDriver::Sent& sent) { return answer(sent); };
  }
  kit::AuthDriver& auth() { return *auth_; }
  const aip_account* account() const { return account_->table(); }

  // The n-th exchange with an address that ends so gets the n-th reply, the last one ever after.
  void says(const std::string& end, std::deque<Reply> replies) { replies_[end] = std::move(replies); }

  // Gemini CLI's document; `left`: until its token expires.
  std::string cli_document(std::int64_t left, const std::string& access = "old", const std::string& refresh = "r-1") {
    return R"({"access_token":")" + access + R"(","refresh_token":")" + refresh +
           R"(","scope":"s","token_type":"Bearer","kept":{"a":1},"expiry_date":)" +
           std::to_string(host_.unix_ms() + left) + "}";
  }

  // Of an exchange with an address that ends so, the first if there were several.
  const kit::AuthDriver::Sent& sent_to(std::string_view end) {
    for (const auto& sent : auth().sent) {
      if (sent.url.ends_with(end)) return sent;
    }
    static const kit::AuthDriver::Sent kNothing;
    ADD_FAILURE() << "nothing was sent to " << end;
    return kNothing;
  }
  std::string urls() {
    std::string all;
    for (const auto& sent : auth().sent) all.append(sent.method).append(" ").append(sent.url).append("\n");
    return all;
  }
  // The class of the fault, and part of its words.
  void expect_fault(std::int32_t error_class, std::string_view words) {
    ASSERT_TRUE(auth().fault());
    EXPECT_EQ(auth().fault()->error_class, error_class) << auth().fault()->message;
    EXPECT_NE(auth().fault()->message.find(words), std::string::npos) << auth().fault()->message;
  }

 private:
  Reply answer(const kit::AuthDriver::Sent& sent) {
    for (auto& [end, replies] : replies_) {
      if (!sent.url.ends_with(end)) continue;
      const Reply reply = replies.front();
      if (replies.size() > 1) replies.pop_front();
      return reply;
    }
    ADD_FAILURE() << "nobody answers " << sent.url;
    return {0, {}, {}};
  }

  std::map<std::string, std::deque<Reply>> replies_;
  std::unique_ptr<kit::Account> account_;
  std::unique_ptr<kit::AuthDriver> auth_;
};

}  // namespace aipool::gemini
