// SPDX-License-Identifier: MIT
#include "code_assist_test.h"

namespace aipool::gemini {
namespace {

constexpr std::string_view kBase = "https://cloudcode-pa.googleapis.com/v1internal";

class CodeAssistOnboardingTest : public CodeAssistTest {
 protected:
  CodeAssistOnboardingTest() { auth().documents[""] = cli_document(3'600'000); }
  void use_project(const std::string& project) {
    use(with_secret({{"project_id", project}}));
    auth().documents[""] = cli_document(3'600'000);
  }

  static std::string offers(const std::string& tier, bool needs_project = false) {
    return R"({"allowedTiers":[{"id":"x"},{"id":")" + tier +
           R"(","isDefault":true,"userDefinedCloudaicompanionProject":)" + (needs_project ? "true" : "false") + "}]}";
  }
  static std::string done(const std::string& project) {
    return R"({"name":"operations/1","done":true,"response":{"cloudaicompanionProject":{"id":")" + project + R"("}}})";
  }
};

TEST_F(CodeAssistOnboardingTest, AnAccountWithATierIsAskedForItsProjectOnce) {
  says(":loadCodeAssist", {{200, std::string(kFree)}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth().credential("project"), "p-1");
  EXPECT_EQ(urls(), "POST " + std::string(kBase) + ":loadCodeAssist\n");
  EXPECT_TRUE(same_json(auth().sent[0].body, R"({"metadata":{"ideType":"IDE_UNSPECIFIED",
      "platform":"PLATFORM_UNSPECIFIED","pluginType":"GEMINI"}})"));
  EXPECT_EQ(auth().sent[0].headers[0].second, "Bearer old");
  EXPECT_TRUE(same_json(auth().state, known())) << auth().state;
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth().sent.size(), 1u);
}

TEST_F(CodeAssistOnboardingTest, TheVendorsProjectGoesBeforeTheOperators) {
  use_project("mine");
  says(":loadCodeAssist", {{200, std::string(kFree)}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth().credential("project"), "p-1");
  EXPECT_TRUE(
      same_json(auth().sent[0].body, R"({"cloudaicompanionProject":"mine","metadata":{"ideType":"IDE_UNSPECIFIED",
      "platform":"PLATFORM_UNSPECIFIED","pluginType":"GEMINI","duetProject":"mine"}})"));
}

TEST_F(CodeAssistOnboardingTest, ATierWithoutAProjectTakesTheOperators) {
  use_project("mine");
  says(":loadCodeAssist", {{200, R"({"currentTier":{"id":"standard-tier"}})"}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth().credential("project"), "mine");
}

TEST_F(CodeAssistOnboardingTest, AnotherProjectOfTheOperatorIsOnboardedAnew) {
  use_project("mine");
  auth().state = known();  // for an account without one
  says(":loadCodeAssist", {{200, R"({"currentTier":{"id":"standard-tier"}})"}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth().credential("project"), "mine");
}

TEST_F(CodeAssistOnboardingTest, AnotherPersonsSignInIsOnboardedAnew) {
  auth().state = known("r-of-another");
  says(":loadCodeAssist", {{200, R"({"currentTier":{"id":"free-tier"},"cloudaicompanionProject":"p-2"})"}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth().credential("project"), "p-2");
}

TEST_F(CodeAssistOnboardingTest, ATierWithoutAnyProjectNeedsTheOperator) {
  says(":loadCodeAssist", {{200, R"({"currentTier":{"id":"standard-tier"}})"}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_FAILED);
  expect_fault(AIP_E_PERMISSION, "project_id");
}

TEST_F(CodeAssistOnboardingTest, TheProjectOfADocumentStandsForTheOperators) {
  auth().documents[""] = R"({"token":{"access_token":"old","expiry":"2030-01-01T00:00:00Z"},"project_id":"theirs"})";
  says(":loadCodeAssist", {{200, R"({"currentTier":{"id":"standard-tier"}})"}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth().credential("project"), "theirs");
}

TEST_F(CodeAssistOnboardingTest, AProjectsNumberIsNoId) {
  use_project("123456");
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_FAILED);
  expect_fault(AIP_E_PERMISSION, "number");
  EXPECT_TRUE(auth().sent.empty());
}

TEST_F(CodeAssistOnboardingTest, AFreeTierIsSignedUpForWithoutAProject) {
  use_project("mine");
  says(":loadCodeAssist", {{200, offers("free-tier")}});
  says(":onboardUser", {{200, done("made")}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth().credential("project"), "made");
  EXPECT_TRUE(same_json(sent_to(":onboardUser").body, R"({"tierId":"free-tier","metadata":{"ideType":"IDE_UNSPECIFIED",
      "platform":"PLATFORM_UNSPECIFIED","pluginType":"GEMINI"}})"));
}

TEST_F(CodeAssistOnboardingTest, OtherTiersNameTheProjectTwice) {
  use_project("mine");
  says(":loadCodeAssist", {{200, offers("standard-tier", true)}});
  says(":onboardUser", {{200, R"({"name":"operations/1","done":true,"response":{}})"}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth().credential("project"), "mine");
  EXPECT_TRUE(same_json(sent_to(":onboardUser").body, R"({"tierId":"standard-tier","cloudaicompanionProject":"mine",
      "metadata":{"ideType":"IDE_UNSPECIFIED","platform":"PLATFORM_UNSPECIFIED","pluginType":"GEMINI",
      "duetProject":"mine"}})"));
}

TEST_F(CodeAssistOnboardingTest, WithoutADefaultTheTierIsTheLegacyOne) {
  use_project("mine");
  says(":loadCodeAssist", {{200, R"({"allowedTiers":[{"id":"x"}]})"}});
  says(":onboardUser", {{200, done("")}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_NE(sent_to(":onboardUser").body.find(R"("tierId":"legacy-tier")"), std::string::npos);
  EXPECT_EQ(auth().credential("project"), "mine");
}

TEST_F(CodeAssistOnboardingTest, ATierThatNeedsAProjectIsNotSignedUpForWithoutOne) {
  says(":loadCodeAssist", {{200, "{}"}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_FAILED);
  expect_fault(AIP_E_PERMISSION, "project_id");
}

TEST_F(CodeAssistOnboardingTest, ASignUpIsLookedAtUntilItIsDone) {
  says(":loadCodeAssist", {{200, offers("free-tier")}});
  says(":onboardUser", {{200, R"({"name":"operations/a.b-1","done":false})"}});
  says("/operations/a.b-1", {{200, R"({"name":"operations/a.b-1"})"}, {200, done("made")}});
  const std::int64_t begin = host_.unix_ms();
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth().credential("project"), "made");
  EXPECT_EQ(auth().waited_until, (std::vector<std::int64_t>{begin + 5000, begin + 10000}));
  EXPECT_EQ(urls(), "POST " + std::string(kBase) + ":loadCodeAssist\nPOST " + std::string(kBase) +
                        ":onboardUser\nGET " + std::string(kBase) + "/operations/a.b-1\nGET " + std::string(kBase) +
                        "/operations/a.b-1\n");
}

TEST_F(CodeAssistOnboardingTest, ASignUpThatNeverEndsIsTriedAgainLater) {
  says(":loadCodeAssist", {{200, offers("free-tier")}});
  says(":onboardUser", {{200, R"({"name":"operations/1"})"}});
  says("/operations/1", {{200, R"({"name":"operations/1"})"}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_FAILED);
  expect_fault(AIP_E_TIMEOUT, "too long");
  EXPECT_EQ(auth().waited_until.size(), 60u);
}

TEST_F(CodeAssistOnboardingTest, ASignUpThatFailsSaysWhy) {
  says(":loadCodeAssist", {{200, offers("free-tier")}});
  says(":onboardUser", {{200, R"({"name":"o/1","done":true,"error":{"code":7,"message":"not here"}})"}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_FAILED);
  expect_fault(AIP_E_PERMISSION, "not here");
}

TEST_F(CodeAssistOnboardingTest, AnOperationsNameLeadsNowhereElse) {
  for (const char* name : {"../x", "a b", "/x", "x?y", ""}) {
    auth().state.clear();
    says(":loadCodeAssist", {{200, offers("free-tier")}});
    says(":onboardUser", {{200, std::string(R"({"name":")") + name + "\"}"}});
    ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_FAILED) << name;
    expect_fault(AIP_E_UPSTREAM_PROTOCOL, "operation");
  }
}

TEST_F(CodeAssistOnboardingTest, APerimeterThatHidesTheAnswerMeansTheStandardTier) {
  use_project("mine");
  says(":loadCodeAssist", {{403, R"({"error":{"code":403,"message":"m","details":[{"@type":
      "type.googleapis.com/google.rpc.ErrorInfo","reason":"SECURITY_POLICY_VIOLATED"}]}})"}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth().credential("project"), "mine");
  EXPECT_NE(auth().state.find("standard-tier"), std::string::npos);
}

TEST_F(CodeAssistOnboardingTest, TiersThatAreRefusedSayWhyToTheOperator) {
  says(":loadCodeAssist", {{200, R"({"currentTier":{"id":"standard-tier"},"ineligibleTiers":[
      {"reasonCode":"RESTRICTED_AGE","reasonMessage":"too young"},{"reasonCode":"UNKNOWN"}]})"}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_FAILED);
  expect_fault(AIP_E_PERMISSION, "too young: UNKNOWN");
}

TEST_F(CodeAssistOnboardingTest, AnAccountThatMustBeVerifiedIsToldWhere) {
  says(":loadCodeAssist", {{200, R"({"allowedTiers":[{"id":"free-tier","isDefault":true}],"ineligibleTiers":[
      {"reasonCode":"VALIDATION_REQUIRED","reasonMessage":"verify","validationUrl":"https://v.example/x"}]})"}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_FAILED);
  expect_fault(AIP_E_PERMISSION, "verify (https://v.example/x)");
}

TEST_F(CodeAssistOnboardingTest, ATokenThatIsRefusedHereIsRefreshedOnce) {
  says(":loadCodeAssist", {{401, "{}"}, {200, std::string(kFree)}});
  says("/token", {{200, std::string(kRefreshed)}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth().credential("access_token"), "new");
  EXPECT_EQ(auth().credential("project"), "p-1");

  auth().state.clear();
  says(":loadCodeAssist", {{401, "{}"}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_FAILED);
  expect_fault(AIP_E_AUTH, "401");
}

TEST_F(CodeAssistOnboardingTest, OtherRefusalsHaveTheirClasses) {
  const struct {
    Reply reply;
    std::int32_t error_class;
  } kCases[] = {{{0}, AIP_E_TIMEOUT},
                {{403, R"({"error":{"message":"m"}})"}, AIP_E_PERMISSION},
                {{429, R"([{"error":{"message":"m"}}])"}, AIP_E_RATE_LIMITED},
                {{503, "<html>"}, AIP_E_OVERLOADED},
                {{200, "<html>"}, AIP_E_UPSTREAM_PROTOCOL},
                {{400, "{}"}, AIP_E_UPSTREAM_PROTOCOL}};
  for (const auto& test : kCases) {
    auth().state.clear();
    says(":loadCodeAssist", {test.reply});
    ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_FAILED);
    EXPECT_EQ(auth().fault()->error_class, test.error_class) << test.reply.status;
  }
}

}  // namespace
}  // namespace aipool::gemini
