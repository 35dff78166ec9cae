// SPDX-License-Identifier: MIT
#include "core/gateway/credential.h"

#include <array>
#include <atomic>
#include <cstdlib>
#include <future>
#include <string>
#include <thread>

#include "core/gateway/credential_store.h"
#include "core/http/server.h"
#include "core/http/signal.h"
#include "core/plugin/provider.h"
#include "core/pool/document.h"
#include "tests/unit/plugin/plugin_fixture.h"

namespace aipool::gateway {
namespace {

std::filesystem::path ticket_plugin() {
  const char* file = std::getenv("AIPOOL_TICKET_PLUGIN");
  return file == nullptr ? "" : file;
}

// The vendor: a token for each refresh, and none while its window is shut.
class Office {
 public:
  Office() : server_({}, [this](http::EventLoop& loop) -> http::Handler {
    return [this, &loop](http::ServerExchange& exchange) { return answer(loop, exchange); };
  }) {
    const auto started = server_.start(1);
    EXPECT_TRUE(started);
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }

  std::atomic<int> refreshes{0};
  std::atomic<bool> open{true};
  std::atomic<int> status{200};

 private:
  http::Task<void> answer(http::EventLoop& loop, http::ServerExchange& exchange) {
    const auto body = co_await exchange.read_body();
    const int number = ++refreshes;
    while (!open) {
      const std::chrono::milliseconds pause(10);
      auto slept = co_await http::sleep_for(loop, pause, &exchange.cancellation());
      if (!slept) co_return;
    }
    const std::string text = "{\"access_token\":\"access-" + std::to_string(number) + "\",\"expires_in\":3600}";
    exchange.respond(status, {}, text);
  }

  http::Server server_;
};

class CredentialTest : public plugin::PluginTest {
 protected:
  void SetUp() override {
    generation_ = load(ticket_plugin());
    ASSERT_NE(generation_, nullptr);
    ASSERT_TRUE(pool::write_document(document_, R"({"access_token":"old","refresh_token":"r","expiry_date":1})"));
    store_.emplace(logger_);
    credential_ = open();
  }
  void TearDown() override {
    store_.reset();  // with the runs on it
    credential_.reset();
  }

  std::shared_ptr<Credential> open() {
    plugin::AccountHandle::Parts parts;
    parts.uuid = "ticket-1";
    parts.auth_base_url = office_.url();
    const plugin::Provider provider(generation_, generation_->providers()[0]);
    const auto direct = [](const http::Origin& origin) {
      http::Endpoint endpoint;
      endpoint.origin = origin;
      return endpoint;
    };
    auto site = std::make_shared<const AuthSite>(
        AuthSite{*provider.auth(), "ticket-oauth", "ticket-1", "key", document_, root_ / "state", direct});
    return store_->open(std::move(site), std::make_shared<const plugin::AccountHandle>(std::move(parts)));
  }

  // What one request on `loop` gets: the version, 0 for an error.
  static http::Task<void> ask(std::shared_ptr<Credential> credential, http::EventLoop& loop,
                              http::Cancellation& cancellation, std::promise<std::uint64_t>& answer,
                              std::uint64_t refused) {
    if (refused == 0) {
      auto got = co_await credential->get(loop, cancellation);
      answer.set_value(got ? (*got)->version : 0);
    } else {
      auto got = co_await credential->renew(loop, cancellation, refused);
      answer.set_value(got ? (*got)->version : 0);
    }
  }

  // Of many requests on several loops; `refused`: the version that their upstream refused.
  std::vector<std::uint64_t> ask_at_once(std::uint64_t refused = 0) {
    constexpr std::size_t kLoops = 3;
    constexpr std::size_t kEach = 20;
    http::Cancellation never[kLoops];
    std::vector<std::promise<std::uint64_t>> answers(kLoops * kEach);
    std::vector<std::unique_ptr<http::BackgroundLoop>> loops;
    for (std::size_t i = 0; i < kLoops; ++i) {
      loops.push_back(std::make_unique<http::BackgroundLoop>([](std::exception_ptr) { FAIL() << "an exception"; }));
      for (std::size_t j = 0; j < kEach; ++j) {
        auto& answer = answers[i * kEach + j];
        loops[i]->start([this, &loop = loops[i]->loop(), &cancellation = never[i], &answer, refused] {
          return ask(credential_, loop, cancellation, answer, refused);
        });
      }
    }
    std::vector<std::uint64_t> versions;
    for (auto& answer : answers) versions.push_back(answer.get_future().get());
    return versions;
  }

  Office office_;
  const std::filesystem::path document_ = root_ / "creds.json";
  std::shared_ptr<const plugin::Generation> generation_;
  std::optional<CredentialStore> store_;
  std::shared_ptr<Credential> credential_;
};

TEST_F(CredentialTest, IsObtainedByOneRunForAllWhoWait) {
  EXPECT_EQ(credential_->usable(), nullptr);
  EXPECT_THAT(ask_at_once(), testing::Each(1U));
  EXPECT_EQ(office_.refreshes, 1);
  ASSERT_NE(credential_->usable(), nullptr);
  EXPECT_EQ(credential_->usable()->fields.at(0).value.reveal(), "access-1");
}

TEST_F(CredentialTest, IsRenewedByOneRunForAllWhoWereRefused) {
  ASSERT_THAT(ask_at_once(), testing::Each(1U));
  EXPECT_THAT(ask_at_once(1), testing::Each(2U));
  EXPECT_EQ(office_.refreshes, 2);
}

TEST_F(CredentialTest, IsNotRenewedAgainRightAfterItWas) {
  ASSERT_THAT(ask_at_once(), testing::Each(1U));
  ASSERT_THAT(ask_at_once(1), testing::Each(2U));
  EXPECT_THAT(ask_at_once(2), testing::Each(0U));
  EXPECT_EQ(office_.refreshes, 2);
}

TEST_F(CredentialTest, FailsForAllWhoWaitAndHoldsUntilItIsReset) {
  office_.status = 400;
  EXPECT_THAT(ask_at_once(), testing::Each(0U));
  EXPECT_THAT(ask_at_once(), testing::Each(0U));
  EXPECT_EQ(office_.refreshes, 1);
  office_.status = 200;
  credential_->reset();
  EXPECT_THAT(ask_at_once(), testing::Each(1U));
}

TEST_F(CredentialTest, PausesAfterAFailureThatMayPass) {
  office_.status = 503;
  EXPECT_THAT(ask_at_once(), testing::Each(0U));
  EXPECT_THAT(ask_at_once(), testing::Each(0U));
  EXPECT_EQ(office_.refreshes, 1);
}

TEST_F(CredentialTest, IsObtainedAlthoughWhoAskedIsGone) {
  office_.open = false;
  {
    http::Cancellation never;
    std::promise<std::uint64_t> nobody;
    http::BackgroundLoop loop([](std::exception_ptr) {});
    loop.start([&] { return ask(credential_, loop.loop(), never, nobody, 0); });
    while (office_.refreshes == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  office_.open = true;
  EXPECT_THAT(ask_at_once(), testing::Each(1U));
  EXPECT_EQ(office_.refreshes, 1);
}

TEST_F(CredentialTest, EndsAWaitThatIsCancelledAndGoesOn) {
  office_.open = false;
  http::Cancellation cancellation;
  std::promise<std::uint64_t> answer;
  http::BackgroundLoop loop([](std::exception_ptr) {});
  loop.start([&] { return ask(credential_, loop.loop(), cancellation, answer, 0); });
  while (office_.refreshes == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  loop.loop().post([&] { cancellation.cancel(); });
  EXPECT_EQ(answer.get_future().get(), 0U);
  office_.open = true;
  EXPECT_THAT(ask_at_once(), testing::Each(1U));
}

TEST_F(CredentialTest, IsTheSameForAllWhoNameItsDocument) {
  EXPECT_EQ(open(), credential_);
}

TEST_F(CredentialTest, KeepsTheStateOfItsMachine) {
  ASSERT_THAT(ask_at_once(), testing::Each(1U));
  const auto state = pool::read_document(root_ / "state");
  ASSERT_TRUE(state && *state);
  EXPECT_EQ((*state)->reveal(), R"({"tickets":"1"})");
}

TEST_F(CredentialTest, IsNotInTheLog) {
  ASSERT_THAT(ask_at_once(), testing::Each(1U));
  store_.reset();
  for (const std::string& line : lines_) EXPECT_EQ(line.find("access-1"), std::string::npos) << line;
}

}  // namespace
}  // namespace aipool::gateway
