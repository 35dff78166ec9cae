// SPDX-License-Identifier: MIT
#include "code_assist_test.h"

namespace aipool::gemini {
namespace {

class CodeAssistRefreshTest : public CodeAssistTest {
 protected:
  CodeAssistRefreshTest() { auth().state = known(); }

  static constexpr std::int64_t kHour = 3'600'000;
};

TEST_F(CodeAssistRefreshTest, ATokenWithTimeLeftIsUsedAsItIs) {
  auth().documents[""] = cli_document(kHour);
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth().credential("access_token"), "old");
  EXPECT_EQ(auth().credential("project"), "p-1");
  EXPECT_EQ(auth().expires(), host_.unix_ms() + kHour);
  EXPECT_TRUE(auth().sent.empty());
  EXPECT_TRUE(auth().locked.empty());
  EXPECT_TRUE(same_json(auth().state, known()));
}

TEST_F(CodeAssistRefreshTest, AnExpiredTokenIsRefreshedAndWrittenWithWhatElseStoodThere) {
  auth().documents[""] = cli_document(-1);
  says("/token", {{200, std::string(kRefreshed)}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY) << auth().fault()->message;
  EXPECT_EQ(auth().credential("access_token"), "new");
  EXPECT_EQ(auth().expires(), host_.unix_ms() + kHour);
  EXPECT_EQ(auth().locked.size(), 1u);
  const auto& sent = sent_to("https://oauth2.googleapis.com/token");
  EXPECT_EQ(oauth::form_value(sent.body, "grant_type"), "refresh_token");
  EXPECT_EQ(oauth::form_value(sent.body, "refresh_token"), "r-1");
  EXPECT_EQ(oauth::form_value(sent.body, "client_secret"), "shh");
  EXPECT_TRUE(oauth::form_value(sent.body, "client_id")->ends_with(".apps.googleusercontent.com"));
  EXPECT_TRUE(
      same_json(auth().documents[""],
                R"({"access_token":"new","refresh_token":"r-1","scope":"s","token_type":"Bearer","kept":{"a":1},)"
                R"("expiry_date":)" +
                    std::to_string(host_.unix_ms() + kHour) + "}"));
  EXPECT_TRUE(same_json(auth().state, known())) << "the state that outlives the process keeps no token";
}

TEST_F(CodeAssistRefreshTest, ARefreshTokenThatIsReplacedIsKept) {
  auth().documents[""] = cli_document(-1);
  says("/token", {{200, R"({"access_token":"new","refresh_token":"r-2","expires_in":60})"}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_NE(auth().documents[""].find(R"("refresh_token":"r-2")"), std::string::npos);
}

TEST_F(CodeAssistRefreshTest, ATokenWithoutATimeIsRefreshedIfItCanBe) {
  auth().documents[""] = R"({"access_token":"old","refresh_token":"r-1"})";
  says("/token", {{200, std::string(kRefreshed)}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth().credential("access_token"), "new");
  auth().documents[""] = R"({"access_token":"alone"})";
  auth().state = known("");
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth().credential("access_token"), "alone");
  EXPECT_EQ(auth().expires(), 0);
}

TEST_F(CodeAssistRefreshTest, ALostRaceIsNoLogout) {
  auth().documents[""] = cli_document(-1);
  auth().on_lock = [&](const std::string&) { auth().documents[""] = cli_document(kHour, "theirs"); };
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth().credential("access_token"), "theirs");
  EXPECT_TRUE(auth().sent.empty());
  EXPECT_TRUE(auth().written.empty());
}

TEST_F(CodeAssistRefreshTest, ARefusedTokenIsRefreshedThoughItsTimeIsNotOver) {
  auth().documents[""] = cli_document(kHour);
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  says("/token", {{200, std::string(kRefreshed)}});
  ASSERT_EQ(auth().run(AIP_INPUT_REFRESH), AIP_AUTH_READY);
  EXPECT_EQ(auth().credential("access_token"), "new");
  EXPECT_EQ(auth().locked.size(), 1u);
}

TEST_F(CodeAssistRefreshTest, ARefusedTokenThatAnotherProcessHasReplacedIsNotRefreshed) {
  auth().documents[""] = cli_document(kHour);
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  auth().documents[""] = cli_document(6000, "theirs");
  ASSERT_EQ(auth().run(AIP_INPUT_REFRESH), AIP_AUTH_READY);
  EXPECT_EQ(auth().credential("access_token"), "theirs");
  EXPECT_TRUE(auth().sent.empty());
}

TEST_F(CodeAssistRefreshTest, ASignInThatWasRevokedSaysWhatToDo) {
  auth().documents[""] = cli_document(-1);
  says("/token", {{400, R"({"error":"invalid_grant","error_description":"Token has been expired or revoked."})"}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_FAILED);
  expect_fault(AIP_E_AUTH, "aipool login gemini-oauth");
  EXPECT_EQ(auth().sent.size(), 1u);
  EXPECT_TRUE(auth().written.empty());
}

TEST_F(CodeAssistRefreshTest, ARefreshTokenThatChangedMeanwhileIsTriedOnce) {
  auth().documents[""] = cli_document(-1);
  auth().vendor = [&](const kit::AuthDriver::Sent& sent) {
    if (sent.url.ends_with(":loadCodeAssist")) return Reply{200, std::string(kFree), {}};
    if (oauth::form_value(sent.body, "refresh_token") == "r-2") return Reply{200, std::string(kRefreshed), {}};
    auth().documents[""] = cli_document(-1, "old", "r-2");
    return Reply{400, R"({"error":"invalid_grant"})", {}};
  };
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth().credential("access_token"), "new");
  EXPECT_EQ(auth().sent.size(), 3u) << "and the project of whoever signed in";

  auth().documents[""] = cli_document(-1);
  int number = 1;
  auth().vendor = [&](const kit::AuthDriver::Sent&) {
    auth().documents[""] = cli_document(-1, "old", "r-" + std::to_string(++number));
    return Reply{400, R"({"error":"invalid_grant"})", {}};
  };
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_FAILED);
  expect_fault(AIP_E_AUTH, "aipool login gemini-oauth");
  EXPECT_EQ(number, 3);
}

TEST_F(CodeAssistRefreshTest, FaultsThatPassAreTriedAgainLater) {
  const struct {
    Reply reply;
    std::int32_t error_class;
  } kCases[] = {{{0}, AIP_E_TIMEOUT},
                {{500}, AIP_E_OVERLOADED},
                {{503, "<html>"}, AIP_E_OVERLOADED},
                {{429, "", {{"retry-after", "7"}}}, AIP_E_RATE_LIMITED},
                {{200, R"({"scope":"s"})"}, AIP_E_UPSTREAM_PROTOCOL},
                {{302}, AIP_E_UPSTREAM_PROTOCOL}};
  for (const auto& test : kCases) {
    auth().documents[""] = cli_document(-1);
    says("/token", {test.reply});
    ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_FAILED) << test.reply.status;
    EXPECT_EQ(auth().fault()->error_class, test.error_class) << test.reply.status << auth().fault()->message;
    EXPECT_EQ(auth().fault()->retry_after_ms, test.reply.status == 429 ? 7000 : -1);
  }
}

TEST_F(CodeAssistRefreshTest, FaultsOfTheClientAreTheOperators) {
  for (const auto& [status, body] : {std::pair(401, R"({"error":"invalid_client"})"), std::pair(401, ""),
                                     std::pair(400, R"({"error":"unauthorized_client"})"),
                                     std::pair(400, R"({"error":"invalid_request","error_description":"x"})")}) {
    auth().documents[""] = cli_document(-1);
    says("/token", {{status, body}});
    ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_FAILED);
    EXPECT_EQ(auth().fault()->error_class, AIP_E_AUTH) << body;
  }
}

TEST_F(CodeAssistRefreshTest, DocumentsThatAreNoneSayWhatToDo) {
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_FAILED);
  expect_fault(AIP_E_AUTH, "aipool login gemini-oauth");
  for (const char* document : {"", "{", "[]", "{}", R"({"access_token":""})"}) {
    auth().documents[""] = document;
    ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_FAILED) << document;
    expect_fault(AIP_E_AUTH, "aipool login gemini-oauth");
  }
  auth().documents[""] = cli_document(-1, "old", "");
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_FAILED);
  expect_fault(AIP_E_AUTH, "aipool login gemini-oauth");
}

TEST_F(CodeAssistRefreshTest, TheOtherLayoutIsReadAndStaysAsItIs) {
  auth().documents[""] =
      R"({"token":{"access_token":"old","refresh_token":"r-1","expiry":"2020-01-02T03:04:05.5+01:00","token_uri":"u"},)"
      R"("project_id":"","email":"e","type":"gemini"})";
  says("/token", {{200, std::string(kRefreshed)}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth().credential("access_token"), "new");
  std::string document = auth().documents[""];
  const std::size_t expiry = document.find("2024-01-0");
  ASSERT_NE(expiry, std::string::npos) << document;
  document.replace(expiry, std::string_view("2024-01-01T00:00:00Z").size(), "then");
  EXPECT_TRUE(same_json(document,
                        R"({"token":{"access_token":"new","refresh_token":"r-1","expiry":"then","token_uri":"u",)"
                        R"("token_type":"Bearer"},"project_id":"","email":"e","type":"gemini"})"));
  auth().sent.clear();
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(auth().expires(), (host_.unix_ms() + kHour) / 1000 * 1000) << "in whole seconds";
  EXPECT_TRUE(auth().sent.empty());
}

TEST_F(CodeAssistRefreshTest, AFileThatCannotBeWrittenDoesNotStopTheToken) {
  kit::Call call(host_);
  const aip_auth& table = plugin_.auth("google-code-assist");
  aip_auth_move move{};
  move.struct_size = sizeof move;
  aip_input input{};
  input.struct_size = sizeof input;
  input.kind = AIP_INPUT_FAIL;
  const std::string state =
      R"({"phase":"written","access_token":"new","expires":"5","onboarded":"1","wanted_project":""})";
  ASSERT_EQ(table.step(plugin_.instance(), call.env(), account(), sdk::bytes(state), &input, &move), AIP_OK);
  EXPECT_EQ(move.kind, AIP_AUTH_READY);
}

TEST_F(CodeAssistRefreshTest, TheOperatorSuppliesTheSecret) {
  use({});
  auth().documents[""] = cli_document(-1);
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_FAILED);
  expect_fault(AIP_E_AUTH, "client_secret");
  ASSERT_EQ(auth().run(AIP_INPUT_LOGIN, "browser"), AIP_AUTH_FAILED);
  expect_fault(AIP_E_AUTH, "client_secret");
  EXPECT_TRUE(auth().asked.empty());
}

TEST_F(CodeAssistRefreshTest, ADocumentMayBringItsClient) {
  use({});
  auth().state = known("r");
  auth().documents[""] = R"({"type":"authorized_user","client_id":"c","client_secret":"d","refresh_token":"r"})";
  says("/token", {{200, std::string(kRefreshed)}});
  ASSERT_EQ(auth().run(AIP_INPUT_START), AIP_AUTH_READY);
  EXPECT_EQ(oauth::form_value(auth().sent[0].body, "client_id"), "c");
  EXPECT_EQ(oauth::form_value(auth().sent[0].body, "client_secret"), "d");
}

}  // namespace
}  // namespace aipool::gemini
