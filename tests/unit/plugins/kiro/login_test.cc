// SPDX-License-Identifier: MIT
#include "aipool/kit/hash.hpp"
#include "aipool/oauth.hpp"
#include "sign_in_test.h"

namespace aipool::kiro {
namespace {

class LoginTest : public SignInTest {
 protected:
  static std::string query(std::string_view url, std::string_view name) {
    return oauth::form_value(url, name).value_or("");
  }

  // A device login whose polls are answered in that order.
  kit::AuthDriver& device(std::vector<Reply> polls, kit::AccountText text = {}) {
    kit::AuthDriver& run = machine(std::move(text));
    run.vendor = [polls = std::move(polls), poll = std::size_t{0}](const Sent& sent) mutable {
      if (sent.url.ends_with("/client/register")) {
        return Reply{200, R"({"clientId":"cid","clientSecret":"sec","clientSecretExpiresAt":4070908800})", {}};
      }
      if (sent.url.ends_with("/device_authorization")) {
        return Reply{200,
                     R"({"deviceCode":"dc","userCode":"AB-CD","verificationUri":"https://v","verificationUriComplete":)"
                     R"("https://v?c","expiresIn":600,"interval":2})",
                     {}};
      }
      if (is_profile_call(sent)) return profiles();
      return polls[std::min(poll++, polls.size() - 1)];
    };
    return run;
  }
};

TEST_F(LoginTest, SocialByTheBrowsersCallback) {
  kit::AuthDriver& run = machine();
  run.user = [](const kit::AuthDriver::Asked& asked) { return "code=c%2F1&state=" + query(asked.url, "state"); };
  run.vendor = [](const Sent&) { return tokens("a1", "r1", kArn); };
  EXPECT_EQ(run.run(AIP_INPUT_LOGIN, "google", "http://127.0.0.1:19876"), AIP_AUTH_READY) << failure();
  ASSERT_EQ(run.asked.size(), 1u);
  EXPECT_EQ(run.asked[0].what, AIP_ASK_CALLBACK);
  EXPECT_TRUE(run.asked[0].url.starts_with("https://prod.us-east-1.auth.desktop.kiro.dev/login?idp=Google&"));
  EXPECT_EQ(query(run.asked[0].url, "redirect_uri"), "http://127.0.0.1:19876/oauth/callback");
  EXPECT_EQ(run.sent[0].url, "https://prod.us-east-1.auth.desktop.kiro.dev/oauth/token");
  const std::string verifier = member_of(run.sent[0].body, "code_verifier");
  EXPECT_EQ(oauth::base64url(kit::sha256(verifier)), query(run.asked[0].url, "code_challenge"));
  EXPECT_EQ(member_of(run.sent[0].body, "code"), "c/1");
  EXPECT_EQ(member_of(run.sent[0].body, "redirect_uri"), "http://127.0.0.1:19876/oauth/callback");
  EXPECT_EQ(member_of(run.documents[""], "authMethod"), "social");
  EXPECT_EQ(member_of(run.documents[""], "provider"), "Google");
  EXPECT_EQ(run.credential("access_token"), "a1");
  EXPECT_EQ(run.locked.size(), 1u);
  EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_READY) << "what was written can be read";
}

TEST_F(LoginTest, SocialByAPastedAddress) {
  kit::AuthDriver& run = machine();
  run.user = [](const kit::AuthDriver::Asked& asked) {
    return query(asked.url, "redirect_uri") + "?state=" + query(asked.url, "state") + "&code=c";
  };
  run.vendor = [](const Sent&) { return tokens("a1", "r1", kArn); };
  EXPECT_EQ(run.run(AIP_INPUT_LOGIN, "github"), AIP_AUTH_READY) << failure();
  EXPECT_EQ(query(run.asked[0].url, "idp"), "Github");
  EXPECT_EQ(member_of(run.documents[""], "provider"), "Github");
}

TEST_F(LoginTest, AnAnswerToAnotherLoginDoesNotEndThisOne) {
  for (const std::string_view said : {"code=c&state=x", "code=c", "", "error=access_denied", "error=x&state=x"}) {
    kit::AuthDriver& run = machine();
    run.user = [&](const kit::AuthDriver::Asked& asked) {
      return run.asked.size() == 1 ? std::string(said) : "code=mine&state=" + query(asked.url, "state");
    };
    run.vendor = [](const Sent&) { return tokens("a1", "r1", kArn); };
    EXPECT_EQ(run.run(AIP_INPUT_LOGIN, "google"), AIP_AUTH_READY) << said << failure();
    ASSERT_EQ(run.asked.size(), 2u) << said;
    EXPECT_EQ(run.asked[0].url, run.asked[1].url);
    EXPECT_NE(run.asked[1].message.find("another login"), std::string::npos);
    EXPECT_EQ(member_of(run.sent[0].body, "code"), "mine");
  }
}

TEST_F(LoginTest, ARefusalIsSaid) {
  kit::AuthDriver& run = machine();
  run.user = [](const kit::AuthDriver::Asked& asked) {
    return "error=access_denied&state=" + query(asked.url, "state");
  };
  EXPECT_EQ(run.run(AIP_INPUT_LOGIN, "google"), AIP_AUTH_FAILED);
  EXPECT_NE(failure().find("access_denied"), std::string::npos);
}

TEST_F(LoginTest, BuilderIdByACode) {
  const Reply pending{400, R"({"error":"authorization_pending"})", {}};
  const Reply slow{400, R"({"error":"slow_down"})", {}};
  kit::AuthDriver& run = device({pending, slow, Reply{0, {}, {}}, tokens("a1", "r1")});
  const std::int64_t begun = host_.unix_ms();
  EXPECT_EQ(run.run(AIP_INPUT_LOGIN, "builder-id"), AIP_AUTH_READY) << failure();
  EXPECT_EQ(run.sent[0].url, "https://oidc.us-east-1.amazonaws.com/client/register");
  EXPECT_EQ(member_of(run.sent[0].body, "clientName"), "aipool");
  EXPECT_EQ(member_of(run.sent[1].body, "startUrl"), "https://view.awsapps.com/start");
  ASSERT_EQ(run.asked.size(), 1u);
  EXPECT_EQ(run.asked[0].what, AIP_ASK_NOTHING);
  EXPECT_EQ(run.asked[0].url, "https://v?c");
  EXPECT_EQ(run.asked[0].code, "AB-CD");
  EXPECT_EQ(run.waited_until, (std::vector<std::int64_t>{begun + 2000, begun + 4000, begun + 11'000, begun + 18'000}));
  const std::string name = member_of(run.documents[""], "clientIdHash") + ".json";
  EXPECT_EQ(run.written, (std::vector<std::string>{name, ""}));
  EXPECT_EQ(member_of(run.documents[name], "clientSecret"), "sec");
  EXPECT_EQ(member_of(run.documents[""], "provider"), "BuilderId");
  EXPECT_EQ(run.credential("profile_arn"), kArn);
  EXPECT_EQ(run.run(AIP_INPUT_REFRESH), AIP_AUTH_READY) << "what was written can be refreshed: " << failure();
}

TEST_F(LoginTest, AnOrganisationHasItsOwnStart) {
  kit::AuthDriver& run =
      device({tokens("a1", "r1")},
             {.options = {{"start_url", "https://org.awsapps.com/start"}, {"auth_region", "eu-west-1"}}});
  EXPECT_EQ(run.run(AIP_INPUT_LOGIN, "identity-center"), AIP_AUTH_READY) << failure();
  EXPECT_EQ(run.sent[0].url, "https://oidc.eu-west-1.amazonaws.com/client/register");
  EXPECT_EQ(member_of(run.sent[1].body, "startUrl"), "https://org.awsapps.com/start");
  EXPECT_EQ(member_of(run.documents[""], "startUrl"), "https://org.awsapps.com/start");
  EXPECT_EQ(member_of(run.documents[""], "region"), "eu-west-1");
  EXPECT_EQ(machine().run(AIP_INPUT_LOGIN, "identity-center"), AIP_AUTH_FAILED);
  EXPECT_NE(failure().find("start_url"), std::string::npos);
}

TEST_F(LoginTest, ADeviceLoginEnds) {
  const auto ends = [&](Reply reply) {
    EXPECT_EQ(device({std::move(reply)}).run(AIP_INPUT_LOGIN, "builder-id"), AIP_AUTH_FAILED);
    EXPECT_TRUE(driver_of_auth_->documents.empty());
    return failure();
  };
  EXPECT_NE(ends({400, R"({"error":"expired_token"})", {}}).find("expired"), std::string::npos);
  EXPECT_NE(ends({400, R"({"error":"access_denied"})", {}}).find("refused"), std::string::npos);
  EXPECT_NE(ends({400, R"({"error":"invalid_client"})", {}}).find("invalid_client"), std::string::npos);
  EXPECT_NE(ends({400, R"({"error":"authorization_pending"})", {}}).find("expired"), std::string::npos);
}

TEST_F(LoginTest, AnUnknownWayIsRefused) {
  EXPECT_EQ(machine().run(AIP_INPUT_LOGIN, "saml"), AIP_AUTH_FAILED);
  EXPECT_NE(failure().find("builder-id"), std::string::npos);
}

}  // namespace
}  // namespace aipool::kiro
