// SPDX-License-Identifier: MIT
#include "core/gateway/auth_run.h"

#include <optional>
#include <string>

#include "core/gateway/auth_url.h"
#include "core/pool/document_lock.h"
#include "ticket_office.h"

namespace aipool::gateway {
namespace {

// Says what a test tells it to.
class Person final : public Operator {
 public:
  http::Task<Result<std::string>> ask(const plugin::AuthMove& move) override {
    url = move.user_url;
    code = move.user_code;
    asked = move.ask;
    return http::Task<Result<std::string>>::ready(Result<std::string>(says));
  }

  std::string says;
  std::string url, code;
  std::optional<plugin::AuthMove::Ask> asked;
};

class AuthRunTest : public TicketTest {
 protected:
  http::Task<void> keep(const AuthNeeds& needs, const AuthStart& start) {
    auto ended = co_await run_auth(needs, *site_, *account_, start);
    outcome_.emplace(std::move(ended));
    loop_.stop();
  }
  // The credential's token, or the error's class.
  std::string run(aip_enum kind = AIP_INPUT_START, std::string method = {}, Operator* person = nullptr) {
    const AuthNeeds needs{loop_, upstreams_, person, nullptr, patience_};
    const AuthStart start{kind, std::move(method), "http://127.0.0.1:1"};
    http::spawn(loop_, keep(needs, start));
    loop_.run();
    if (!*outcome_) return "error " + std::to_string(static_cast<int>(outcome_->error().code));
    return std::string((*outcome_)->fields.at(0).value.reveal());
  }
  static std::string error(ErrorCode code) { return "error " + std::to_string(static_cast<int>(code)); }
  const Error& said() { return outcome_->error(); }

  http::EventLoop loop_;
  http::ClientPool upstreams_{loop_};
  std::chrono::milliseconds patience_{60'000};
  std::optional<Result<AuthCredential>> outcome_;
};

TEST_F(AuthRunTest, RefreshesWritesAndKeepsTheState) {
  EXPECT_EQ(run(), "access-1");
  const auto written = pool::read_document(document_);
  ASSERT_TRUE(written && *written);
  EXPECT_NE((*written)->reveal().find(R"("access_token":"access-1")"), std::string::npos);
  const auto state = pool::read_document(root_ / "state");
  ASSERT_TRUE(state && *state);
  EXPECT_EQ((*state)->reveal(), R"({"tickets":"1"})");
  EXPECT_FALSE(pool::is_open_to_others(root_ / "state"));
  EXPECT_FALSE(std::filesystem::exists(root_ / "ticket.lock"));
}

TEST_F(AuthRunTest, GivesACredentialWhoseStateCannotBeKeptAndSaysSo) {
  std::filesystem::create_directories(root_ / "state");  // so that no file can be there
  EXPECT_EQ(run(), "access-1");
  EXPECT_NE((*outcome_)->state_fault.find("state"), std::string::npos);
}

TEST_F(AuthRunTest, WritesNoStateWhileAnotherProcessHasTheDocument) {
  ASSERT_TRUE(pool::write_document(document_, R"({"access_token":"good","refresh_token":"r","expiry_date":9999999999999})"));
  ASSERT_TRUE(pool::write_document(root_ / "state", R"({"of":"another"})"));
  auto held = pool::DocumentLock::try_take(document_, "");
  ASSERT_TRUE(held && *held);
  EXPECT_EQ(run(), "good");
  EXPECT_EQ((*outcome_)->state_fault, "");
  const auto state = pool::read_document(root_ / "state");
  ASSERT_TRUE(state && *state);
  EXPECT_EQ((*state)->reveal(), R"({"of":"another"})");
}

TEST_F(AuthRunTest, FollowsNoRedirect) {
  office_.status = 302;
  EXPECT_EQ(run(), error(ErrorCode::kAuth));
  EXPECT_EQ(office_.refreshes, 1);
}

TEST_F(AuthRunTest, ReadsNoAnswerWithoutEnd) {
  office_.padding = std::size_t{1} << 20;
  EXPECT_EQ(run(), error(ErrorCode::kOverloaded));  // as the machine says of an exchange that failed
}

TEST_F(AuthRunTest, SendsNothingInTheClearToAnotherMachine) {
  sign_in_at("http://auth.example");
  EXPECT_EQ(run(), error(ErrorCode::kInvalidRequest));
  EXPECT_NE(said().detail.find("plain http"), std::string::npos);
}

TEST_F(AuthRunTest, GivesUpWaitingForALock) {
  auto held = pool::DocumentLock::try_take(document_, "");
  ASSERT_TRUE(held && *held);
  patience_ = std::chrono::milliseconds(200);
  EXPECT_EQ(run(), error(ErrorCode::kTimeout));
  EXPECT_EQ(office_.refreshes, 0);
}

TEST_F(AuthRunTest, TellsAServerThatAPersonIsNeeded) {
  EXPECT_EQ(run(AIP_INPUT_LOGIN, "browser"), error(ErrorCode::kAuth));
}

TEST_F(AuthRunTest, LogsInWithWhatTheBrowserBrings) {
  std::filesystem::remove(document_);
  Person person;
  person.says = "code=4%2Fx&state=ticket-state";
  EXPECT_EQ(run(AIP_INPUT_LOGIN, "browser", &person), "access-1");
  EXPECT_EQ(person.asked, plugin::AuthMove::Ask::kCallback);
  EXPECT_NE(person.url.find("redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fcallback"), std::string::npos) << person.url;
  EXPECT_TRUE(std::filesystem::exists(document_));
}

TEST_F(AuthRunTest, LogsInByDeviceCode) {
  Person person;
  EXPECT_EQ(run(AIP_INPUT_LOGIN, "device", &person), "access-2");
  EXPECT_EQ(person.asked, plugin::AuthMove::Ask::kNothing);
  EXPECT_EQ(person.code, "U");
}

TEST(AuthUrlTest, TakesAUrlApart) {
  const auto url = read_auth_url("https://oauth.example:8443/a/b?c=d");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->origin.host, "oauth.example");
  EXPECT_EQ(url->origin.port, 8443);
  EXPECT_TRUE(url->origin.tls);
  EXPECT_EQ(url->target, "/a/b?c=d");
  EXPECT_EQ(read_auth_url("https://oauth.example")->target, "/");
  EXPECT_EQ(read_auth_url("https://oauth.example?x")->target, "/?x");
}

TEST(AuthUrlTest, RefusesWhatWouldTellACredentialToOthers) {
  for (const std::string_view url : {"http://oauth.example/", "http://127.0.0.1.example/", "ftp://127.0.0.1/", "/token",
                                     "https://user:pw@oauth.example/", "https://oauth.example/#x", "https://a b/",
                                     "https://oauth.example/a\r\nb", "https:///token", ""}) {
    EXPECT_FALSE(read_auth_url(url)) << url;
  }
  for (const std::string_view url : {"http://127.0.0.1:8085/x", "http://[::1]:1/", "http://localhost/"}) {
    EXPECT_TRUE(read_auth_url(url)) << url;
  }
}

}  // namespace
}  // namespace aipool::gateway
