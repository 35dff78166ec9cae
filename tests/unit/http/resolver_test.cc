// SPDX-License-Identifier: MIT
#include "core/http/resolver.h"

#include <gtest/gtest.h>
#include <netdb.h>

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "loop_run.h"

namespace aipool::http {
namespace {

using std::chrono::milliseconds;

class ResolverTest : public testing::Test {
 protected:
  Result<Addresses> resolve(std::string_view host, milliseconds patience = milliseconds(60'000)) {
    Result<Addresses> result = Addresses();
    auto body = [&]() -> Task<void> {
      const TimePoint deadline = loop.after(patience);
      result = co_await resolver.resolve(host, 80, deadline, &cancellation);
    };
    test::run_on(loop, body());
    return result;
  }

  EventLoop loop;
  Resolver resolver{loop};
  Cancellation cancellation;
};

TEST_F(ResolverTest, TakesLiteralsAsTheyAre) {
  EXPECT_EQ(resolve("127.0.0.1")->front().toString(), "127.0.0.1:80");
  EXPECT_EQ(resolve("::1")->front().toString(), "[::1]:80");
}

TEST_F(ResolverTest, LocalhostIsThisMachineWhateverAHostsFileSays) {
  for (const char* name : {"localhost", "LocalHost", "api.localhost"}) {
    const auto found = resolve(name, milliseconds(0));  // no time to ask
    ASSERT_TRUE(found) << found.error().detail;
    EXPECT_EQ(found->front().toString(), "127.0.0.1:80");
    EXPECT_EQ(found->back().toString(), "[::1]:80");
  }
}

// A name of this machine's hosts file that is not answered without a look-up.
std::string name_of_hosts_file() {
  std::string name;
  ::sethostent(0);
  while (const hostent* entry = ::gethostent()) {
    if (std::string_view(entry->h_name).find("localhost") == std::string_view::npos) name = entry->h_name;
  }
  ::endhostent();
  return name;
}

TEST_F(ResolverTest, FindsNamesAndRemembersThem) {
  const std::string name = name_of_hosts_file();
  if (name.empty()) GTEST_SKIP() << "no name in the hosts file";
  const auto first = resolve(name);
  ASSERT_TRUE(first) << first.error().detail;
  EXPECT_TRUE(resolve(name, milliseconds(0)));  // no time to ask again
}

TEST_F(ResolverTest, DoesNotWaitBeyondItsDeadlineOrCancellation) {
  EXPECT_EQ(resolve("name.invalid", milliseconds(0)).error().code, ErrorCode::kTimeout);
  cancellation.cancel();
  EXPECT_EQ(resolve("other.invalid").error().code, ErrorCode::kCancelled);
}

// Look-ups that hang until the test lets them go on, as those of a dead name server do.
class DeadServer {
 public:
  ~DeadServer() { revive(); }

  Resolver::LookUp look_up() {
    return [state = state_](const std::string& name) {
      std::unique_lock lock(state->mutex);
      ++state->asked[name];
      state->changed.wait(lock, [&] { return state->alive || name == "good.example"; });
      if (state->hosts.empty()) return FoundHosts{{}, "no such host"};
      return FoundHosts{state->hosts, ""};
    };
  }
  void revive() {
    const std::lock_guard lock(state_->mutex);
    state_->alive = true;
    state_->changed.notify_all();
  }
  void die() {
    const std::lock_guard lock(state_->mutex);
    state_->alive = false;
  }
  void forget() {
    const std::lock_guard lock(state_->mutex);
    state_->hosts.clear();
  }
  void answer(const char* address) {
    const std::lock_guard lock(state_->mutex);
    state_->hosts = {Poco::Net::IPAddress(address)};
  }
  int asked(const std::string& name) {
    const std::lock_guard lock(state_->mutex);
    return state_->asked[name];
  }

 private:
  struct State {  // the threads may outlive the test
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, int> asked;
    std::vector<Poco::Net::IPAddress> hosts;
    bool alive = false;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

class DeadServerTest : public ResolverTest {
 protected:
  DeadServerTest() { server.answer("192.0.2.1"); }

  Result<Addresses> ask(const std::string& name, milliseconds patience = milliseconds(60'000)) {
    return ask(dead, name, patience);
  }
  Result<Addresses> ask(Resolver& asked, const std::string& name, milliseconds patience) {
    Result<Addresses> result = Addresses();
    auto body = [&]() -> Task<void> {
      const TimePoint deadline = loop.after(patience);
      result = co_await asked.resolve(name, 80, deadline, &cancellation);
    };
    test::run_on(loop, body());
    return result;
  }

  DeadServer server;
  Resolver dead{loop, server.look_up()};
};

TEST_F(DeadServerTest, ADeadNameIsGivenUpAndOthersAreFound) {
  const auto found = ask("dead.example");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kOverloaded);
  EXPECT_EQ(found.error().detail, "cannot resolve dead.example: no answer in time");
  EXPECT_TRUE(ask("good.example"));
}

TEST_F(DeadServerTest, AShorterDeadlineIsATimeout) {
  const auto found = ask("dead.example", milliseconds(30));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kTimeout);
}

TEST_F(DeadServerTest, OneDeadNameTakesOneThreadHoweverManyAsk) {
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(ask("dead.example", milliseconds(1)));
  EXPECT_LE(server.asked("dead.example"), 1);
  EXPECT_TRUE(ask("good.example"));
}

TEST_F(DeadServerTest, ThreadsAreBounded) {
  for (std::size_t i = 0; i < Resolver::kLookUpsAtOnceMax; ++i) {
    EXPECT_EQ(ask("dead" + std::to_string(i) + ".example", milliseconds(1)).error().code, ErrorCode::kTimeout);
  }
  const auto one_more = ask("good.example");
  ASSERT_FALSE(one_more);
  EXPECT_EQ(one_more.error().detail, "cannot resolve good.example: too many look-ups at once");
  EXPECT_TRUE(ask("localhost", milliseconds(0)));
  EXPECT_TRUE(ask("192.0.2.7", milliseconds(0)));
  server.revive();
  while (!ask("good.example")) {  // as soon as the first of them has ended
  }
}

TEST_F(DeadServerTest, ALateAnswerServesTheNextRequest) {
  EXPECT_FALSE(ask("dead.example", milliseconds(1)));
  server.revive();
  const auto found = ask("dead.example");
  ASSERT_TRUE(found) << found.error().detail;
  EXPECT_EQ(found->front().toString(), "192.0.2.1:80");
  EXPECT_TRUE(ask("dead.example", milliseconds(0)));
  EXPECT_EQ(server.asked("dead.example"), 1);
}

TEST_F(DeadServerTest, LastGoodAddressesServeWhenTheServerDies) {
  Resolver forgetful(loop, server.look_up(), milliseconds(0));
  server.revive();
  ASSERT_TRUE(ask(forgetful, "dead.example", milliseconds(60'000)));
  server.die();
  for (int i = 0; i < 3; ++i) {
    const auto found = ask(forgetful, "dead.example", milliseconds(60'000));
    ASSERT_TRUE(found) << found.error().detail;
    EXPECT_EQ(found->front().toString(), "192.0.2.1:80");
  }
  EXPECT_TRUE(ask(forgetful, "dead.example", milliseconds(0)));  // one request has waited, the others do not
  EXPECT_EQ(server.asked("dead.example"), 2);
}

TEST_F(DeadServerTest, LastGoodAddressesServeWhenTheNameIsGone) {
  Resolver forgetful(loop, server.look_up(), milliseconds(0));
  server.revive();
  ASSERT_TRUE(ask(forgetful, "dead.example", milliseconds(60'000)));
  server.forget();
  EXPECT_TRUE(ask(forgetful, "dead.example", milliseconds(60'000)));
  EXPECT_TRUE(ask(forgetful, "dead.example", milliseconds(0)));
  EXPECT_EQ(server.asked("dead.example"), 2);
}

TEST_F(DeadServerTest, AllWhoWaitGetTheAnswer) {
  int found = 0;
  auto body = [&]() -> Task<void> {
    const auto result = co_await dead.resolve("dead.example", 80, kNoDeadline, nullptr);
    if (result && ++found == 10) loop.stop();
  };
  for (int i = 0; i < 10; ++i) spawn(loop, body());
  server.revive();
  loop.run();
  EXPECT_EQ(server.asked("dead.example"), 1);
}

TEST_F(ResolverTest, SurvivesTheEndOfItsLoopDuringALookup) {
  auto ended = std::make_unique<EventLoop>();
  auto asked = std::make_unique<Resolver>(*ended);
  auto body = [&]() -> Task<void> {
    const auto result = co_await asked->resolve("late.invalid", 80, kNoDeadline, nullptr);
    EXPECT_FALSE(result);
  };
  spawn(*ended, body());
  ended->stop();
  ended->run();
  ended->drop_tasks();
  asked.reset();
  ended.reset();
}

}  // namespace
}  // namespace aipool::http
