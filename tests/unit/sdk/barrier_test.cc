// SPDX-License-Identifier: MIT
//
// No exception leaves plugin code, and what it meant reaches the host.
#include "aipool/sdk/barrier.hpp"

#include <gtest/gtest.h>

#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

#include "aipool/kit.hpp"
#include "aipool/sdk.hpp"

namespace aipool::sdk {
namespace {

TEST(BarrierTest, AFaultReachesTheHostWhole) {
  kit::FakeHost host;
  kit::Call call(host);
  const aip_rc rc = barrier(call.env(), host.table(), [](Env&) {
    throw Fault{AIP_E_RATE_LIMITED, "slow down", "model", "rate", "limit", 429, 7, 1500};
  });
  EXPECT_EQ(rc, AIP_E_RATE_LIMITED);
  ASSERT_TRUE(call.fault());
  EXPECT_EQ(call.fault()->message, "slow down");
  EXPECT_EQ(call.fault()->param, "model");
  EXPECT_EQ(call.fault()->type, "rate");
  EXPECT_EQ(call.fault()->code, "limit");
  EXPECT_EQ(call.fault()->http_status, 429);
  EXPECT_EQ(call.fault()->origin, 7u);
  EXPECT_EQ(call.fault()->retry_after_ms, 1500);
}

TEST(BarrierTest, AFaultWithNoClassIsInternal) {
  kit::FakeHost host;
  kit::Call call(host);
  EXPECT_EQ(barrier(call.env(), host.table(), [](Env&) { throw Fault{0, "oops"}; }), AIP_E_INTERNAL);
}

TEST(BarrierTest, AnotherExceptionIsAPanicThatDoesNotQuoteIt) {
  kit::FakeHost host;
  kit::Call call(host);
  const auto thrower = [](Env&) { throw std::runtime_error("the secret prompt"); };
  EXPECT_EQ(barrier(call.env(), host.table(), thrower), AIP_E_PANIC);
  ASSERT_TRUE(call.fault());
  EXPECT_EQ(call.fault()->message.find("secret"), std::string::npos);
  EXPECT_NE(call.fault()->message.find("runtime_error"), std::string::npos);
  EXPECT_EQ(barrier(call.env(), host.table(), [](Env&) { throw 7; }), AIP_E_PANIC);
}

TEST(BarrierTest, AnExhaustedArenaIsNoMemory) {
  kit::FakeHost host;
  kit::Call call(host, 1000);
  const aip_rc rc = barrier(call.env(), host.table(), [](Env& env) { env.array<char>(1001); });
  EXPECT_EQ(rc, AIP_E_NOMEM);
  EXPECT_EQ(barrier(call.env(), host.table(), [](Env& env) { env.array<aip_part>(std::size_t{1} << 62); }),
            AIP_E_NOMEM);
}

TEST(BarrierTest, ACodeThatIsReturnedPassesThrough) {
  kit::FakeHost host;
  kit::Call call(host);
  EXPECT_EQ(barrier(call.env(), host.table(), [](Env&) { return aip_rc{AIP_DECLINED}; }), AIP_DECLINED);
  EXPECT_EQ(barrier(call.env(), host.table(), [](Env&) {}), AIP_OK);
  EXPECT_FALSE(call.fault());
}

TEST(EnvTest, MakesZeroedStructsThatKnowTheirSize) {
  kit::FakeHost host;
  kit::Call call(host);
  Env env(*call.env(), host.table());
  EXPECT_EQ(env.make<aip_message>()->struct_size, sizeof(aip_message));
  for (const aip_part& part : env.array<aip_part>(3)) EXPECT_EQ(part.struct_size, sizeof(aip_part));
  EXPECT_EQ(env.array<aip_extra>(2)[1].key.data, nullptr);
  EXPECT_TRUE(env.array<aip_part>(0).empty());
}

TEST(EnvTest, CopiesKeepAbsentApartFromEmpty) {
  kit::FakeHost host;
  kit::Call call(host);
  Env env(*call.env(), host.table());
  const std::string text = "text";
  const std::string_view copy = env.copy(text);
  EXPECT_EQ(copy, "text");
  EXPECT_NE(copy.data(), text.data());
  EXPECT_FALSE(present(bytes(env.copy(std::string_view()))));
  EXPECT_TRUE(present(bytes(env.copy(std::string_view("")))));
}

TEST(EnvTest, JoinsTwoTextsAndGivesRoom) {
  kit::FakeHost host;
  kit::Call call(host);
  Env env(*call.env(), host.table());
  EXPECT_EQ(env.join("Bearer ", "key"), "Bearer key");
  EXPECT_EQ(env.join("", ""), "");
  const std::span<aip_extra> room = env.room<aip_extra>(3);
  EXPECT_EQ(room.size(), 3u);
  EXPECT_TRUE(env.room<aip_extra>(0).empty());
}

TEST(EnvTest, TellsTheHostsTimeLossesAndCancellation) {
  kit::FakeHost host;
  kit::Call call(host);
  host.advance(5);
  Env env(*call.env(), host.table());
  EXPECT_EQ(env.now_unix_ms(), host.unix_ms());
  EXPECT_FALSE(env.cancelled());
  host.cancelled = true;
  EXPECT_TRUE(env.cancelled());
  env.loss("/messages/0", "no such part");
  ASSERT_EQ(call.losses().size(), 1u);
  EXPECT_EQ(call.losses()[0].pointer, "/messages/0");
}

TEST(OutTest, RemembersThatTheReceiverIsGone) {
  kit::Collector seen;
  seen.stop_after = 1;
  Out out(*seen.out(kit::kEvents));
  out.event(events::ping());
  EXPECT_FALSE(out.stopped());
  out.event(events::ping());
  EXPECT_TRUE(out.stopped());
  out.event(events::ping());
  EXPECT_EQ(seen.events.size(), 1u);
}

TEST(OutTest, WhatTheCallDoesNotTakeIsAFault) {
  kit::Collector seen;
  Out out(*seen.out(kit::kEvents));
  EXPECT_THROW(out.bytes("x"), Fault);
  Out splices(*seen.out(kit::kSplices));
  splices.splice(5, 1, "x");
  EXPECT_THROW(splices.splice(2, 1, "y"), Fault);
}

}  // namespace
}  // namespace aipool::sdk
