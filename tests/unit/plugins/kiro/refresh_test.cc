// SPDX-License-Identifier: MIT
#include "sign_in_test.h"

namespace aipool::kiro {
namespace {

class RefreshTest : public SignInTest {};

TEST_F(RefreshTest, AGoodTokenIsUsedAsItIs) {
  kit::AuthDriver& run = machine();
  run.documents[""] = social("a1", "r1", kFuture);
  EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_READY) << failure();
  EXPECT_EQ(run.credential("access_token"), "a1");
  EXPECT_EQ(run.credential("profile_arn"), kArn);
  EXPECT_EQ(run.credential("region"), "eu-central-1");
  EXPECT_EQ(run.credential("base_url"), "https://q.eu-central-1.amazonaws.com");
  EXPECT_EQ(run.expires(), 4'070'908'800'000);
  EXPECT_TRUE(run.sent.empty());
  EXPECT_TRUE(run.locked.empty());
}

TEST_F(RefreshTest, AnOldTokenIsRefreshedUnderTheLockAndAllElseIsKept) {
  kit::AuthDriver& run = machine();
  run.documents[""] = social("a1", "r1", kPast);
  run.vendor = [](const Sent&) { return tokens("a2"); };
  EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_READY) << failure();
  ASSERT_EQ(run.sent.size(), 1u);
  EXPECT_EQ(run.sent[0].url, "https://prod.us-east-1.auth.desktop.kiro.dev/refreshToken");
  EXPECT_EQ(run.sent[0].body, R"({"refreshToken":")" + refresh_token("r1") + "\"}");
  EXPECT_EQ(run.locked, std::vector<std::string>{""});
  EXPECT_EQ(run.written, std::vector<std::string>{""});
  EXPECT_EQ(run.credential("access_token"), "a2");
  EXPECT_EQ(run.expires(), host_.unix_ms() + 3'600'000);
  const std::string& document = run.documents[""];
  EXPECT_EQ(member_of(document, "accessToken"), "a2");
  EXPECT_EQ(member_of(document, "refreshToken"), refresh_token("r1"));
  EXPECT_EQ(member_of(document, "profileArn"), kArn);
  EXPECT_NE(document.find(R"("unknown":{"kept": [1, 2]})"), std::string::npos);
  EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_READY) << "what was written can be read";
  EXPECT_EQ(run.sent.size(), 1u);
}

TEST_F(RefreshTest, WhatTheAnswerBringsIsWritten) {
  kit::AuthDriver& run = machine();
  run.documents[""] = social("a1", "r1", kPast, {});
  run.vendor = [](const Sent&) { return tokens("a2", "r2", kArn); };
  EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_READY) << failure();
  EXPECT_EQ(member_of(run.documents[""], "refreshToken"), refresh_token("r2"));
  EXPECT_EQ(run.credential("profile_arn"), kArn);
}

TEST_F(RefreshTest, ARefusedTokenIsRenewedUnlessAnotherProcessHasDoneSo) {
  kit::AuthDriver& run = machine();
  run.documents[""] = social("a1", "r1", kFuture);
  ASSERT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_READY);
  run.on_lock = [&](const std::string&) { run.documents[""] = social("a2", "r2", kFuture); };
  EXPECT_EQ(run.run(AIP_INPUT_REFRESH), AIP_AUTH_READY) << failure();
  EXPECT_EQ(run.credential("access_token"), "a2");
  EXPECT_TRUE(run.sent.empty());
  run.on_lock = [](const std::string&) {};
  run.vendor = [](const Sent&) { return tokens("a3"); };
  EXPECT_EQ(run.run(AIP_INPUT_REFRESH), AIP_AUTH_READY) << failure();
  EXPECT_EQ(run.credential("access_token"), "a3");
}

TEST_F(RefreshTest, RegistrationsStandBesideAndProfilesAreLookedUpOnce) {
  kit::AuthDriver& run = machine();
  run.documents[""] = oidc("a1", "r1", kPast);
  run.documents["abc.json"] = registration();
  run.vendor = [](const Sent& sent) { return is_profile_call(sent) ? profiles() : tokens("a2", "r2"); };
  EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_READY) << failure();
  ASSERT_EQ(run.sent.size(), 2u);
  EXPECT_EQ(run.sent[0].url, "https://oidc.eu-west-1.amazonaws.com/token");
  EXPECT_EQ(run.sent[0].body, R"({"clientId":"cid","clientSecret":"sec","refreshToken":")" + refresh_token("r1") +
                                  R"(","grantType":"refresh_token"})");
  EXPECT_EQ(run.sent[1].url, "https://codewhisperer.us-east-1.amazonaws.com/");
  EXPECT_EQ(run.credential("profile_arn"), kArn);
  EXPECT_EQ(run.credential("region"), "eu-central-1");
  EXPECT_EQ(run.run(AIP_INPUT_REFRESH), AIP_AUTH_READY);
  EXPECT_EQ(run.sent.size(), 3u) << "the state remembers the profile";
  EXPECT_EQ(run.state.find("a2"), std::string::npos);
  EXPECT_EQ(run.state.find("sec"), std::string::npos);
}

TEST_F(RefreshTest, AProfileThatWasLookedUpIsNotThatOfTheNextIdentity) {
  constexpr std::string_view kOther = "arn:aws:codewhisperer:us-east-1:2:profile/Q";
  kit::AuthDriver& run = machine();
  run.documents[""] = social("a1", "r1", kFuture, {});
  run.vendor = [](const Sent&) { return profiles(); };
  EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_READY) << failure();
  EXPECT_EQ(run.credential("profile_arn"), kArn);

  run.documents[""] = social("b1", "s1", kFuture, {});
  run.vendor = [&](const Sent& sent) {
    EXPECT_TRUE(is_profile_call(sent));
    return Reply{200, R"({"profiles":[{"arn":")" + std::string(kOther) + R"("}]})", {}};
  };
  EXPECT_EQ(run.run(AIP_INPUT_REFRESH), AIP_AUTH_READY) << failure();
  EXPECT_EQ(run.credential("access_token"), "b1");
  EXPECT_EQ(run.credential("profile_arn"), kOther);
  EXPECT_EQ(run.sent.size(), 2u);
  EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(run.sent.size(), 2u) << "it is remembered for this identity";

  run.documents[""] = social("c1", "t1", kFuture, {});
  run.vendor = [](const Sent&) { return Reply{403, "{}", {}}; };
  EXPECT_EQ(run.run(AIP_INPUT_REFRESH), AIP_AUTH_READY);
  EXPECT_EQ(run.credential("profile_arn"), "") << "rather none than that of another";
}

// As an import from kiro-cli writes it.
TEST_F(RefreshTest, ARegistrationBesideIsReadThoughTheTokenNamesItsClient) {
  kit::AuthDriver& run = machine({.options = {{"profile_arn", "arn:x"}}});
  std::string document = oidc("a1", "r1", kPast);
  run.documents[""] = document.insert(document.size() - 1, R"(,"clientId":"cid")");
  run.documents["abc.json"] = registration();
  run.vendor = [](const Sent&) { return tokens("a2"); };
  EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_READY) << failure();
  EXPECT_EQ(member_of(run.sent[0].body, "clientSecret"), "sec");
}

TEST_F(RefreshTest, WithoutAProfileTheAccountIsReadyAllTheSame) {
  for (const Reply& reply : {Reply{200, R"({"profiles":[]})", {}}, Reply{403, "{}", {}}, Reply{0, {}, {}}}) {
    kit::AuthDriver& run = machine();
    run.documents[""] = social("a1", "r1", kFuture, {});
    run.vendor = [&](const Sent&) { return reply; };
    EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_READY) << failure();
    EXPECT_EQ(run.credential("profile_arn"), "");
    EXPECT_EQ(run.credential("base_url"), "https://q.us-east-1.amazonaws.com");
  }
}

TEST_F(RefreshTest, OptionsWin) {
  kit::AuthDriver& run =
      machine({.options = {{"region", "us-west-2"}, {"auth_region", "ap-south-1"}, {"profile_arn", "arn:x"}}});
  run.documents[""] = oidc("a1", "r1", kPast);
  run.documents["abc.json"] = registration();
  run.vendor = [](const Sent&) { return tokens("a2"); };
  EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_READY) << failure();
  EXPECT_EQ(run.sent[0].url, "https://oidc.ap-south-1.amazonaws.com/token");
  EXPECT_EQ(run.sent.size(), 1u);
  EXPECT_EQ(run.credential("base_url"), "https://q.us-west-2.amazonaws.com");
  EXPECT_EQ(run.credential("profile_arn"), "arn:x");
}

TEST_F(RefreshTest, AllAddressesAreBelowTheOperators) {
  kit::AuthDriver& run = machine({.auth_base_url = "http://127.0.0.1:9"});
  run.documents[""] = social("a1", "r1", kPast, {});
  run.vendor = [](const Sent& sent) { return is_profile_call(sent) ? profiles() : tokens("a2"); };
  EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_READY) << failure();
  EXPECT_EQ(run.sent[0].url, "http://127.0.0.1:9/refreshToken");
  EXPECT_EQ(run.sent[1].url, "http://127.0.0.1:9/");
}

TEST_F(RefreshTest, OneFileWithAllOfItIsReadToo) {
  kit::AuthDriver& run = machine();
  run.documents[""] =
      R"({"accessToken":"a1","refreshToken":")" + refresh_token("r1") + R"(","expiresAt":")" + std::string(kPast) +
      R"(","clientId":"c","clientSecret":"s","idcRegion":"us-west-2","apiRegion":"eu-central-1","profileArn":"arn:x"})";
  run.vendor = [](const Sent&) { return tokens("a2"); };
  EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_READY) << failure();
  EXPECT_EQ(run.sent[0].url, "https://oidc.us-west-2.amazonaws.com/token");
  EXPECT_EQ(run.credential("region"), "eu-central-1");
  run.documents[""] = "[" + social("a3", "r1", kFuture) + "]";
  EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_READY) << failure();
  EXPECT_EQ(run.credential("access_token"), "a3");
}

TEST_F(RefreshTest, ExternalIdentitiesAndApiKeys) {
  kit::AuthDriver& run = machine();
  run.documents[""] = R"({"accessToken":"a1","refreshToken":")" + refresh_token("r1") + R"(","expiresAt":")" +
                      std::string(kPast) +
                      R"(","authMethod":"external_idp","tokenEndpoint":"https://idp.example/token","clientId":"c",)" +
                      R"("scopes":["x","y"],"audience":"z","profileArn":"arn:x"})";
  run.vendor = [](const Sent&) { return Reply{200, R"({"access_token":"a2","expires_in":60})", {}}; };
  EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_READY) << failure();
  EXPECT_EQ(run.sent[0].url, "https://idp.example/token");
  EXPECT_EQ(run.sent[0].body,
            "grant_type=refresh_token&client_id=c&refresh_token=" + refresh_token("r1") + "&scope=x%20y&audience=z");
  EXPECT_EQ(run.credential("token_type"), "EXTERNAL_IDP");
  EXPECT_EQ(run.credential("access_token"), "a2");
  run.documents[""] = R"({"kiroApiKey":"ksk_1"})";
  EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_READY) << failure();
  EXPECT_EQ(run.credential("api_key"), "ksk_1");
  EXPECT_EQ(run.expires(), 0);
}

TEST_F(RefreshTest, ALostRaceIsNoLogout) {
  kit::AuthDriver& run = machine();
  run.documents[""] = social("a1", "r1", kPast);
  run.vendor = [&](const Sent&) {
    run.documents[""] = social("a2", "r2", kFuture);  // another program, which takes no lock, was first
    return Reply{400, R"({"error":"invalid_grant"})", {}};
  };
  EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_READY) << failure();
  EXPECT_EQ(run.credential("access_token"), "a2");
  EXPECT_TRUE(run.written.empty());
}

TEST_F(RefreshTest, ANewerRefreshTokenIsTriedOnce) {
  kit::AuthDriver& run = machine();
  run.documents[""] = social("a1", "r1", kPast);
  run.vendor = [&](const Sent& sent) {
    if (sent.body.find(refresh_token("r2")) != std::string::npos) return tokens("a3");
    run.documents[""] = social("a1", "r2", kPast);
    return Reply{401, "{}", {}};
  };
  EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_READY) << failure();
  EXPECT_EQ(run.credential("access_token"), "a3");
}

TEST_F(RefreshTest, ARefusedRefreshTokenSaysWhatToDo) {
  kit::AuthDriver& run = machine();
  run.documents[""] = social("a1", "r1", kPast);
  run.vendor = [](const Sent&) {
    return Reply{400, R"({"error":"invalid_grant","error_description":"Invalid refresh token provided"})", {}};
  };
  EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_FAILED);
  EXPECT_EQ(run.fault()->error_class, AIP_E_AUTH);
  EXPECT_NE(failure().find("invalid_grant"), std::string::npos);
  EXPECT_NE(failure().find("aipool login kiro-oauth"), std::string::npos);
  EXPECT_EQ(run.sent.size(), 1u);
}

TEST_F(RefreshTest, ASuspensionIsNoMatterOfTokens) {
  kit::AuthDriver& run = machine();
  run.documents[""] = social("a1", "r1", kPast);
  run.vendor = [](const Sent&) { return Reply{403, R"({"message":"Your User ID temporarily is suspended"})", {}}; };
  EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_FAILED);
  EXPECT_EQ(run.fault()->error_class, AIP_E_PERMISSION);
}

TEST_F(RefreshTest, FaultsThatPassAreTriedAgain) {
  for (const Reply& reply : {Reply{500, "x", {}}, Reply{429, "{}", {}}, Reply{200, "{}", {}}, Reply{0, {}, {}}}) {
    kit::AuthDriver& run = machine();
    run.documents[""] = social("a1", "r1", kPast);
    run.vendor = [&](const Sent&) { return reply; };
    EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_FAILED);
    EXPECT_NE(run.fault()->error_class, AIP_E_AUTH) << reply.status;
    EXPECT_NE(run.fault()->error_class, AIP_E_PERMISSION) << reply.status;
    EXPECT_TRUE(run.written.empty());
  }
}

TEST_F(RefreshTest, DocumentsThatCannotWorkAreRefusedAtOnce) {
  struct Row {
    std::string document;
    std::string beside;
    std::string_view says;
  };
  std::string cut = social("a1", "r1", kPast);
  cut.erase(cut.find("rrr"), 100);
  const Row rows[] = {
      {cut, "", "cut"},
      {R"({"accessToken":"a1","expiresAt":"2020-01-01T00:00:00Z"})", "", "no refresh token"},
      {oidc("a1", "r1", kPast), "", "registration is missing"},
      {oidc("a1", "r1", kPast), registration(kPast), "registration has expired"},
      {"[" + social("a1", "r1", kPast) + "]", "", "several"},
  };
  for (const Row& row : rows) {
    kit::AuthDriver& run = machine();
    run.documents[""] = row.document;
    if (!row.beside.empty()) run.documents["abc.json"] = row.beside;
    EXPECT_EQ(run.run(AIP_INPUT_START), AIP_AUTH_FAILED);
    EXPECT_EQ(run.fault()->error_class, AIP_E_AUTH) << row.says;
    EXPECT_NE(failure().find(row.says), std::string::npos) << failure();
    EXPECT_TRUE(run.sent.empty());
  }
  EXPECT_EQ(machine().run(AIP_INPUT_START), AIP_AUTH_FAILED);
  EXPECT_EQ(driver_of_auth_->fault()->error_class, AIP_E_AUTH) << "no file";
  kit::AuthDriver& half = machine();
  half.documents[""] = R"({"accessToken":)";
  EXPECT_EQ(half.run(AIP_INPUT_START), AIP_AUTH_FAILED);
  EXPECT_EQ(half.fault()->error_class, AIP_E_INTERNAL) << "another program may be writing it: tried again";
}

}  // namespace
}  // namespace aipool::kiro
