// SPDX-License-Identifier: MIT
#include "core/gateway/credential.h"

#include <atomic>
#include <future>
#include <optional>
#include <string>
#include <thread>

#include "core/gateway/credential_store.h"
#include "ticket_office.h"

namespace aipool::gateway {
namespace {

class CredentialTest : public TicketTest {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(TicketTest::SetUp());
    store_.emplace(logger_);
    credential_ = open();
  }
  void TearDown() override {
    store_.reset();  // with the runs on it
    credential_.reset();
  }

  std::shared_ptr<Credential> open() { return store_->open(site_, account_); }

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

TEST_F(CredentialTest, IsObtainedAndRenewedWhereItsStateCannotBeKept) {
  std::filesystem::create_directories(root_ / "state");  // so that no file can be there
  ASSERT_THAT(ask_at_once(), testing::Each(1U));
  EXPECT_THAT(ask_at_once(1), testing::Each(2U));
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

std::atomic<std::int64_t> g_ahead{0};  // of the real clock, which the machine goes by

TEST_F(CredentialTest, IsRenewedAheadOfItsExpiryWhileTheOldOneServes) {
  const auto aged = std::make_shared<Credential>(
      store_->background(), logger_, +[] { return unix_milliseconds() + g_ahead; });
  aged->adopt(site_, account_);
  credential_ = aged;
  g_ahead = 0;
  ASSERT_THAT(ask_at_once(), testing::Each(1U));
  g_ahead = 3'200'000;  // of an hour's 3'600'000
  ASSERT_NE(aged->usable(), nullptr);
  EXPECT_EQ(office_.refreshes, 1);
  office_.open = false;
  g_ahead = 3'590'000;
  ASSERT_NE(aged->usable(), nullptr);
  while (office_.refreshes == 1) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_THAT(ask_at_once(), testing::Each(1U));
  EXPECT_EQ(office_.refreshes, 2);
  g_ahead = 3'601'000;  // too late: now they wait
  EXPECT_EQ(aged->usable(), nullptr);
  office_.open = true;
  EXPECT_THAT(ask_at_once(), testing::Each(2U));
}

TEST_F(CredentialTest, IsTheSameForAllWhoNameItsDocument) { EXPECT_EQ(open(), credential_); }

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
