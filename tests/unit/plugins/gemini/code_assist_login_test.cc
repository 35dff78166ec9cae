// SPDX-License-Identifier: MIT
#include "code_assist_test.h"

namespace aipool::gemini {
namespace {

class CodeAssistLoginTest : public CodeAssistTest {
 protected:
  static constexpr std::string_view kTokens =
      R"({"access_token":"new","refresh_token":"r-9","expires_in":3600,"token_type":"Bearer","scope":"s","id_token":"i"})";

  CodeAssistLoginTest() {
    says("/token", {{200, std::string(kTokens)}});
    says(":loadCodeAssist", {{200, std::string(kFree)}});
  }

  std::string asked(std::string_view name) {
    return oauth::form_value(auth().asked.at(0).url, name).value_or("(none)");
  }
  // What the operator answers, with the state of this login where STATE stands.
  void answers(const std::string& text) {
    auth().user = [text](const kit::AuthDriver::Asked& asked) {
      std::string answer = text;
      const std::size_t at = answer.find("STATE");
      if (at != std::string::npos) answer.replace(at, 5, oauth::form_value(asked.url, "state").value_or(""));
      return answer;
    };
  }
  aip_enum log_in(std::string_view method) { return auth().run(AIP_INPUT_LOGIN, method, "http://127.0.0.1:1234"); }
};

TEST_F(CodeAssistLoginTest, TheBrowserCallsBack) {
  auth().documents[""] = R"({"access_token":"other person","kept":1})";
  auth().state = known();
  answers("state=STATE&code=4%2F0A&scope=x");
  ASSERT_EQ(log_in("browser"), AIP_AUTH_READY) << auth().fault()->message;

  EXPECT_EQ(auth().asked.at(0).what, AIP_ASK_CALLBACK);
  EXPECT_TRUE(auth().asked.at(0).url.starts_with("https://accounts.google.com/o/oauth2/v2/auth?response_type=code&"));
  EXPECT_EQ(asked("redirect_uri"), "http://127.0.0.1:1234/oauth2callback");
  EXPECT_EQ(asked("access_type"), "offline");
  EXPECT_EQ(asked("prompt"), "consent");
  EXPECT_EQ(asked("code_challenge_method"), "S256");
  EXPECT_NE(asked("scope").find("https://www.googleapis.com/auth/cloud-platform "), std::string::npos);
  EXPECT_EQ(asked("state").size(), 43u);

  const std::string& form = sent_to("https://oauth2.googleapis.com/token").body;
  EXPECT_EQ(oauth::form_value(form, "grant_type"), "authorization_code");
  EXPECT_EQ(oauth::form_value(form, "code"), "4/0A");
  EXPECT_EQ(oauth::form_value(form, "redirect_uri"), asked("redirect_uri"));
  EXPECT_EQ(oauth::form_value(form, "client_secret"), "shh");
  EXPECT_EQ(oauth::pkce_challenge(sdk::Host(host_.table()), *oauth::form_value(form, "code_verifier")),
            asked("code_challenge"));

  EXPECT_TRUE(
      same_json(auth().documents[""],
                R"({"access_token":"new","refresh_token":"r-9","scope":"s","token_type":"Bearer","id_token":"i",)"
                R"("expiry_date":)" +
                    std::to_string(host_.unix_ms() + 3'600'000) + "}"));
  EXPECT_EQ(auth().locked.size(), 1u);
  EXPECT_EQ(auth().credential("access_token"), "new");
  EXPECT_EQ(auth().credential("project"), "p-1") << "onboarded anew";
  EXPECT_TRUE(same_json(auth().state, known("r-9")));
}

TEST_F(CodeAssistLoginTest, AWholeAddressMayBePasted) {
  answers(" http://127.0.0.1:1234/oauth2callback?state=STATE&code=c \n");
  ASSERT_EQ(log_in("browser"), AIP_AUTH_READY);
  EXPECT_EQ(oauth::form_value(sent_to("/token").body, "code"), "c");
}

TEST_F(CodeAssistLoginTest, TheCodeAloneIsPastedFromThePageThatShowsIt) {
  answers("4/0A-b_c\n");
  ASSERT_EQ(log_in("paste"), AIP_AUTH_READY);
  EXPECT_EQ(auth().asked.at(0).what, AIP_ASK_TEXT);
  EXPECT_EQ(asked("redirect_uri"), "https://codeassist.google.com/authcode");
  EXPECT_EQ(oauth::form_value(sent_to("/token").body, "code"), "4/0A-b_c");
  EXPECT_EQ(oauth::form_value(sent_to("/token").body, "redirect_uri"), "https://codeassist.google.com/authcode");
  answers("https://codeassist.google.com/authcode?code=d&state=STATE");
  ASSERT_EQ(log_in("paste"), AIP_AUTH_READY);
  EXPECT_EQ(oauth::form_value(auth().sent.at(2).body, "code"), "d");
}

TEST_F(CodeAssistLoginTest, AnAnswerOfAnotherSignInDoesNotEndThisOne) {
  const std::pair<const char*, const char*> wrong[] = {
      {"browser", "state=x&code=c"}, {"browser", "code=c"},
      {"browser", "c"},              {"browser", "state=&code=c"},
      {"browser", "error=x"},        {"browser", "error=access_denied&state=x"},
      {"paste", "error=x"},          {"paste", "https://codeassist.google.com/authcode?code=d&state=x"}};
  for (const auto& [method, answer] : wrong) {
    auth().asked.clear();
    auth().sent.clear();
    auth().user = [&, said = std::string(answer)](const kit::AuthDriver::Asked& asked) {
      if (auth().asked.size() == 1) return said;
      return "code=mine&state=" + oauth::form_value(asked.url, "state").value_or("");
    };
    ASSERT_EQ(log_in(method), AIP_AUTH_READY) << answer << auth().fault()->message;
    ASSERT_EQ(auth().asked.size(), 2u) << answer;
    EXPECT_EQ(auth().asked[0].url, auth().asked[1].url);
    EXPECT_NE(auth().asked[1].message.find("another sign-in"), std::string::npos);
    EXPECT_EQ(oauth::form_value(auth().sent.at(0).body, "code"), "mine");
  }
}

TEST_F(CodeAssistLoginTest, ADenialIsSaid) {
  answers("error=access_denied&state=STATE");
  ASSERT_EQ(log_in("browser"), AIP_AUTH_FAILED);
  expect_fault(AIP_E_PERMISSION, "denied");
  answers("error=server_error&state=STATE");
  ASSERT_EQ(log_in("browser"), AIP_AUTH_FAILED);
  expect_fault(AIP_E_PERMISSION, "server_error");
  for (const auto& [method, answer] : {std::pair("browser", "state=STATE"), std::pair("paste", "")}) {
    answers(answer);
    ASSERT_EQ(log_in(method), AIP_AUTH_FAILED);
    expect_fault(AIP_E_PERMISSION, "no code");
  }
  EXPECT_TRUE(auth().sent.empty());
}

TEST_F(CodeAssistLoginTest, ACodeThatIsRefusedWritesNothing) {
  says("/token", {{400, R"({"error":"invalid_grant","error_description":"Bad Request"})"}});
  answers("c");
  ASSERT_EQ(log_in("paste"), AIP_AUTH_FAILED);
  expect_fault(AIP_E_AUTH, "invalid_grant");
  says("/token", {{200, std::string(kRefreshed)}});
  ASSERT_EQ(log_in("paste"), AIP_AUTH_FAILED);
  expect_fault(AIP_E_AUTH, "no refresh token");
  says("/token", {{0}});
  ASSERT_EQ(log_in("paste"), AIP_AUTH_FAILED);
  expect_fault(AIP_E_TIMEOUT, "reached");
  EXPECT_TRUE(auth().documents.empty());
}

TEST_F(CodeAssistLoginTest, OtherMethodsAreNamed) {
  ASSERT_EQ(log_in("device"), AIP_AUTH_FAILED);
  expect_fault(AIP_E_INVALID_REQUEST, "browser and paste");
}

TEST_F(CodeAssistLoginTest, TheAccountSaysWhereGoogleIs) {
  use({.base_url = "https://api.test",
       .options = {{"client_secret", "shh"}, {"client_id", "mine"}, {"scopes", "a b"}, {"user_agent", "u"}},
       .auth_base_url = "https://sign.in"});
  says("/token", {{200, R"({"access_token":"new","refresh_token":"r"})"}});
  says(":loadCodeAssist", {{200, std::string(kFree)}});
  auth().user = [](const kit::AuthDriver::Asked&) { return "c"; };
  ASSERT_EQ(auth().run(AIP_INPUT_LOGIN, "paste"), AIP_AUTH_READY);
  EXPECT_TRUE(auth().asked.at(0).url.starts_with("https://sign.in/o/oauth2/v2/auth?"));
  EXPECT_EQ(oauth::form_value(auth().asked.at(0).url, "client_id"), "mine");
  EXPECT_EQ(oauth::form_value(auth().asked.at(0).url, "scope"), "a b");
  EXPECT_EQ(urls(), "POST https://sign.in/token\nPOST https://api.test/v1internal:loadCodeAssist\n");
}

}  // namespace
}  // namespace aipool::gemini
