// SPDX-License-Identifier: MIT
#include "core/http/dial.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <string>

#include "core/http/timer.h"
#include "loop_run.h"
#include "raw_peer.h"

namespace aipool::http {
namespace {

using std::chrono::milliseconds;
using test::closed_port;
using test::FullListener;
using test::RawListener;
using test::RawPeer;
using ChannelResult = Result<std::unique_ptr<Channel>>;

Addresses loopback(std::initializer_list<std::uint16_t> ports) {
  Addresses addresses;
  for (const std::uint16_t port : ports) addresses.emplace_back("127.0.0.1", port);
  return addresses;
}

class DialTest : public testing::Test {
 protected:
  ChannelResult connect(const Addresses& addresses, milliseconds patience = milliseconds(60'000)) {
    ChannelResult result = std::unique_ptr<Channel>();
    auto body = [&]() -> Task<void> {
      const TimePoint deadline = loop.after(patience);
      result = co_await dial(loop, addresses, deadline, &cancellation);
    };
    test::run_on(loop, body());
    return result;
  }

  void expect_connected(const ChannelResult& result, RawListener& listener) {
    ASSERT_TRUE(result) << result.error().detail;
    RawPeer peer = listener.accept();
    const std::string_view hello = "hello";
    EXPECT_EQ((*result)->send({&hello, 1}), IoStatus::kOk);
    EXPECT_EQ(peer.read_bytes(5), "hello");
  }

  EventLoop loop;
  Cancellation cancellation;
};

TEST_F(DialTest, TakesTheFirstThatConnects) {
  RawListener good;
  const RawListener other;
  expect_connected(connect(loopback({good.port(), other.port()})), good);
}

TEST_F(DialTest, ASilentAddressDoesNotHoldUpTheNextOne) {
  const FullListener silent;
  const FullListener another;
  RawListener good;
  expect_connected(connect(loopback({silent.port(), another.port(), good.port()})), good);
}

TEST_F(DialTest, ARefusedAddressIsFollowedAtOnce) {
  RawListener good;
  Addresses addresses(1'000, loopback({closed_port()}).front());
  addresses.push_back(loopback({good.port()}).front());
  expect_connected(connect(addresses), good);  // with a pause for each it would take four minutes
}

TEST_F(DialTest, ARefusalWhileAnotherIsSilentIsFollowedAtOnce) {
  const FullListener silent;
  RawListener good;
  Addresses addresses = loopback({silent.port()});
  addresses.resize(1'000, loopback({closed_port()}).front());
  addresses.push_back(loopback({good.port()}).front());
  expect_connected(connect(addresses), good);
}

TEST_F(DialTest, TheOtherFamilyIsNext) {
  const FullListener silent;
  RawListener good;
  Addresses addresses(1'000, loopback({silent.port()}).front());  // the turns put IPv6 second
  addresses.emplace_back("::ffff:127.0.0.1", good.port());
  expect_connected(connect(addresses), good);
}

std::ptrdiff_t open_descriptors() { return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}); }

TEST_F(DialTest, TheOthersAreClosed) {
  const FullListener silent;
  const RawListener good;
  const auto before = open_descriptors();
  const auto result = connect(loopback({silent.port(), silent.port(), good.port()}));
  EXPECT_TRUE(result);
  EXPECT_EQ(open_descriptors(), before + 1);
}

TEST_F(DialTest, WhenAllRefuseTheLastReasonIsTold) {
  const std::uint16_t port = closed_port();
  const auto result = connect(loopback({closed_port(), port}));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kOverloaded);
  EXPECT_EQ(result.error().detail, "connect 127.0.0.1:" + std::to_string(port) + ": Connection refused");
  EXPECT_EQ(connect({}).error().code, ErrorCode::kOverloaded);
}

TEST_F(DialTest, TheDeadlineBoundsTheWholeRace) {
  const FullListener silent;
  const auto result = connect(Addresses(100, loopback({silent.port()}).front()), milliseconds(600));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kTimeout);
}

TEST_F(DialTest, IsCancelledBetweenTwoAttempts) {
  const FullListener silent;
  Timer timer(loop);
  timer.arm(milliseconds(300), [this] { cancellation.cancel(); });
  const auto result = connect(loopback({silent.port(), silent.port(), silent.port(), silent.port()}));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kCancelled);
}

TEST_F(DialTest, MayBeDestroyedWhileItRaces) {
  const FullListener silent;
  const Addresses addresses = loopback({silent.port(), silent.port()});
  auto body = [&]() -> Task<void> {
    const auto result = co_await dial(loop, addresses, kNoDeadline, nullptr);
    ADD_FAILURE() << "it cannot end";
  };
  spawn(loop, body());
  Timer timer(loop);
  timer.arm(milliseconds(300), [this] { loop.stop(); });
  loop.run();
  loop.drop_tasks();
}

}  // namespace
}  // namespace aipool::http
