// SPDX-License-Identifier: MIT
#include <deque>
#include <string>

#include "aipool/kit/auth_driver.hpp"
#include "aipool/oauth.hpp"
#include "qwen_test.h"

namespace aipool::qwen {
namespace {

using Reply = kit::AuthDriver::Reply;

constexpr std::string_view kDevice =
    R"({"device_code":"d-1","user_code":"ABCD","verification_uri":"https://v","verification_uri_complete":"https://v?c","expires_in":60})";
constexpr std::string_view kTokens =
    R"({"access_token":"new","refresh_token":"r-2","token_type":"Bearer","expires_in":7200,"resource_url":"portal.example"})";

std::string oauth_error(std::string_view code) { return "{\"error\":\"" + std::string(code) + "\"}"; }

class SignInTest : public QwenTest {
 protected:
  SignInTest() : QwenTest("qwen-oauth") {
    auth_.vendor = [this](const kit::AuthDriver::Sent&) {
      const Reply reply = replies_.front();
      if (replies_.size() > 1) replies_.pop_front();
      return reply;
    };
  }

  void has_document(std::int64_t left, std::string_view access = "old", std::string_view refresh = "r-1") {
    auth_.documents[""] = document(left, access, refresh);
  }
  std::string document(std::int64_t left, std::string_view access, std::string_view refresh) {
    return R"({"access_token":")" + std::string(access) + R"(","refresh_token":")" + std::string(refresh) +
           R"(","token_type":"Bearer","resource_url":"portal.qwen.ai","kept":[1.0],"expiry_date":)" +
           std::to_string(host_.unix_ms() + left) + "}";
  }
  std::string sent(std::string_view name, std::size_t number = 0) {
    return oauth::form_value("?" + auth_.sent.at(number).body, name).value_or("");
  }
  // A run that ends so.
  void expect_fault(aip_enum start, std::int32_t error_class, std::string_view words) {
    ASSERT_EQ(auth_.run(start, "device"), AIP_AUTH_FAILED);
    EXPECT_EQ(auth_.fault()->error_class, error_class) << auth_.fault()->message;
    EXPECT_NE(auth_.fault()->message.find(words), std::string::npos) << auth_.fault()->message;
  }

  std::deque<Reply> replies_{{200, std::string(kTokens)}};
  kit::Account account_{{.auth_base_url = "https://auth.example"}};
  kit::AuthDriver auth_{plugin_, host_, "qwen", account_};
};

TEST_F(SignInTest, UsesATokenThatIsGood) {
  has_document(31'000);
  ASSERT_EQ(auth_.run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth_.credential("access_token"), "old");
  EXPECT_EQ(auth_.credential("base_url"), "https://portal.qwen.ai/v1");
  EXPECT_EQ(auth_.expires(), host_.unix_ms() + 31'000);
  EXPECT_TRUE(auth_.sent.empty());
}

TEST_F(SignInTest, RefreshesAnExpiredOneUnderTheVendorsLock) {
  has_document(29'000);
  ASSERT_EQ(auth_.run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth_.locked, std::vector<std::string>{"oauth_creds.lock"});
  EXPECT_EQ(auth_.sent.at(0).url, "https://auth.example/api/v1/oauth2/token");
  EXPECT_EQ(sent("grant_type"), "refresh_token");
  EXPECT_EQ(sent("refresh_token"), "r-1");
  EXPECT_EQ(sent("client_id"), "f0304373b74a44d2b584a3fb70ca9e56");
  EXPECT_EQ(auth_.credential("access_token"), "new");
  EXPECT_EQ(auth_.credential("base_url"), "https://portal.example/v1");
  EXPECT_EQ(auth_.documents[""],
            R"({"access_token":"new","refresh_token":"r-2","token_type":"Bearer","resource_url":"portal.example",)"
            R"("kept":[1.0],"expiry_date":)" +
                std::to_string(host_.unix_ms() + 7'200'000) + "}");
}

TEST_F(SignInTest, KeepsTheRefreshTokenAndTheAddressThatAnAnswerDoesNotRepeat) {
  has_document(-1);
  replies_ = {{200, R"({"access_token":"new","expires_in":60})"}};
  ASSERT_EQ(auth_.run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_NE(auth_.documents[""].find(R"("refresh_token":"r-1")"), std::string::npos);
  EXPECT_EQ(auth_.credential("base_url"), "https://portal.qwen.ai/v1");
}

TEST_F(SignInTest, RefreshesADocumentThatDoesNotSayWhenItExpires) {
  auth_.documents[""] = R"({"access_token":"a","refresh_token":"r"})";
  ASSERT_EQ(auth_.run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth_.credential("access_token"), "new");
  auth_.documents[""] = R"({"access_token":"a"})";
  ASSERT_EQ(auth_.run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth_.credential("access_token"), "a");
}

TEST_F(SignInTest, TakesWhatAnotherProcessGotWhileItWaitedForTheLock) {
  has_document(-1);
  auth_.on_lock = [this](const std::string&) { has_document(60'000, "theirs", "r-9"); };
  ASSERT_EQ(auth_.run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth_.credential("access_token"), "theirs");
  EXPECT_TRUE(auth_.sent.empty());
}

TEST_F(SignInTest, RenewsARefusedTokenAlthoughItHasNotExpired) {
  has_document(60'000);
  ASSERT_EQ(auth_.run(AIP_INPUT_START), AIP_AUTH_READY);
  ASSERT_EQ(auth_.run(AIP_INPUT_REFRESH), AIP_AUTH_READY);
  EXPECT_EQ(auth_.credential("access_token"), "new");
}

TEST_F(SignInTest, ALostRaceIsNoLogout) {
  for (const int status : {400, 401}) {
    has_document(-1);
    auth_.sent.clear();
    int asked = 0;
    auth_.vendor = [&](const kit::AuthDriver::Sent&) {
      if (asked++ > 0) return Reply{200, std::string(kTokens)};
      has_document(-1, "theirs", "r-9");
      return Reply{status, oauth_error("invalid_grant")};
    };
    ASSERT_EQ(auth_.run(AIP_INPUT_START), AIP_AUTH_READY);
    EXPECT_EQ(sent("refresh_token", 1), "r-9");
  }
}

TEST_F(SignInTest, ARefusedRefreshNeedsALoginAndLeavesTheDocument) {
  for (const int status : {400, 401}) {
    has_document(-1);
    const std::string before = auth_.documents[""];
    replies_ = {{status, oauth_error("invalid_grant")}};
    expect_fault(AIP_INPUT_START, AIP_E_AUTH, "aipool login qwen-oauth");
    EXPECT_EQ(auth_.documents[""], before);
  }
}

TEST_F(SignInTest, OtherFailuresOfARefreshMayPass) {
  has_document(-1);
  replies_ = {{429, "{}"}};
  expect_fault(AIP_INPUT_START, AIP_E_RATE_LIMITED, "429");
  replies_ = {{503, "down"}};
  expect_fault(AIP_INPUT_START, AIP_E_OVERLOADED, "503");
  replies_ = {{0}};
  expect_fault(AIP_INPUT_START, AIP_E_TIMEOUT, "could not be reached");
  replies_ = {{302, ""}};
  expect_fault(AIP_INPUT_START, AIP_E_UPSTREAM_PROTOCOL, "302");
  replies_ = {{200, "<html>"}};
  expect_fault(AIP_INPUT_START, AIP_E_UPSTREAM_PROTOCOL, "no token");
}

TEST_F(SignInTest, WithoutADocumentThereIsALoginToMake) {
  expect_fault(AIP_INPUT_START, AIP_E_AUTH, "aipool login qwen-oauth");
  auth_.documents[""] = "{broken";
  expect_fault(AIP_INPUT_START, AIP_E_AUTH, "aipool login qwen-oauth");
}

TEST_F(SignInTest, LogsInByDeviceCode) {
  auth_.documents[""] = R"({"kept":[1.0]})";
  replies_ = {{200, std::string(kDevice)}, {400, oauth_error("authorization_pending")}, {200, std::string(kTokens)}};
  ASSERT_EQ(auth_.run(AIP_INPUT_LOGIN, "device"), AIP_AUTH_READY);
  EXPECT_EQ(auth_.sent.at(0).url, "https://auth.example/api/v1/oauth2/device/code");
  EXPECT_EQ(sent("scope"), "openid profile email model.completion");
  EXPECT_EQ(sent("code_challenge_method"), "S256");
  EXPECT_EQ(sent("grant_type", 1), "urn:ietf:params:oauth:grant-type:device_code");
  EXPECT_EQ(sent("device_code", 1), "d-1");
  EXPECT_EQ(oauth::pkce_challenge(sdk::Host(host_.table()), sent("code_verifier", 1)), sent("code_challenge"));
  EXPECT_EQ(auth_.asked.at(0).url, "https://v?c");
  EXPECT_EQ(auth_.asked.at(0).code, "ABCD");
  EXPECT_EQ(auth_.asked.at(0).what, AIP_ASK_NOTHING);
  EXPECT_EQ(auth_.credential("access_token"), "new");
  EXPECT_EQ(auth_.locked, std::vector<std::string>{"oauth_creds.lock"});
  EXPECT_EQ(auth_.documents[""].rfind(R"({"kept":[1.0],"access_token":"new")", 0), 0U) << auth_.documents[""];
}

TEST_F(SignInTest, PollsSlowerWhenItIsTold) {
  for (const int status : {429, 400}) {
    replies_ = {{200, std::string(kDevice)}, {status, oauth_error("slow_down")}, {200, std::string(kTokens)}};
    auth_.waited_until.clear();
    const std::int64_t begin = host_.unix_ms();
    ASSERT_EQ(auth_.run(AIP_INPUT_LOGIN, "device"), AIP_AUTH_READY);
    EXPECT_EQ(auth_.waited_until, (std::vector<std::int64_t>{begin + 2'000, begin + 5'000}));
  }
}

TEST_F(SignInTest, PollsNeverSlowerThanEveryTenSeconds) {
  replies_ = {{200, std::string(kDevice)}, {429, oauth_error("slow_down")}};
  expect_fault(AIP_INPUT_LOGIN, AIP_E_AUTH, "expired");
  const auto& times = auth_.waited_until;
  EXPECT_EQ(times.back() - times.at(times.size() - 2), 10'000);
}

TEST_F(SignInTest, PollsOnWhileTheVendorCannotBeReached) {
  replies_ = {{200, std::string(kDevice)}, {0}, {503, ""}, {200, std::string(kTokens)}};
  ASSERT_EQ(auth_.run(AIP_INPUT_LOGIN, "device"), AIP_AUTH_READY);
}

TEST_F(SignInTest, StopsPollingWhenThereIsNothingToWaitFor) {
  const auto poll_gives = [this](Reply reply) { replies_ = {{200, std::string(kDevice)}, std::move(reply)}; };
  poll_gives({401, "{}"});
  expect_fault(AIP_INPUT_LOGIN, AIP_E_AUTH, "start the login again");
  poll_gives({400, oauth_error("expired_token")});
  expect_fault(AIP_INPUT_LOGIN, AIP_E_AUTH, "start the login again");
  poll_gives({400, oauth_error("access_denied")});
  expect_fault(AIP_INPUT_LOGIN, AIP_E_AUTH, "denied");
  poll_gives({429, oauth_error("too_many_requests")});
  expect_fault(AIP_INPUT_LOGIN, AIP_E_RATE_LIMITED, "429");
  poll_gives({400, oauth_error("authorization_pending")});  // until expires_in is over
  expect_fault(AIP_INPUT_LOGIN, AIP_E_AUTH, "expired");
}

TEST_F(SignInTest, ReadsTheAddressInAnyForm) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"portal.qwen.ai", "https://portal.qwen.ai/v1"},
      {"https://x.example/", "https://x.example/v1"},
      {"https://x.example/v1", "https://x.example/v1"},
      {"x.example/v1/", "https://x.example/v1"},
      {"", "https://portal.qwen.ai/v1"},
  };
  for (const auto& [said, address] : rows) {
    auth_.documents[""] = R"({"access_token":"a","resource_url":")" + std::string(said) + "\"}";
    ASSERT_EQ(auth_.run(AIP_INPUT_START), AIP_AUTH_READY);
    EXPECT_EQ(auth_.credential("base_url"), address);
  }
}

}  // namespace
}  // namespace aipool::qwen
