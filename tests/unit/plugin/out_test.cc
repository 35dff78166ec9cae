// SPDX-License-Identifier: MIT
#include "core/plugin/out.h"

#include <gtest/gtest.h>

#include <cstddef>

#include "aipool/sdk/events.hpp"

namespace aipool::plugin {
namespace {

namespace events = sdk::events;

struct Counter final : Sink {
  bool event(const aip_event&) override {
    ++seen;
    return true;
  }
  int seen = 0;
};

aip_rc emitted(const aip_event& event, int& seen) {
  Counter sink;
  const Out out(sink, Out::kEvents);
  const aip_rc rc = out.abi()->event(out.abi()->ctx, &event);
  seen = sink.seen;
  return rc;
}

void expect_refused(const aip_event& event) {
  int seen = 0;
  EXPECT_EQ(emitted(event, seen), AIP_E_INTERNAL);
  EXPECT_EQ(seen, 0);
}

TEST(OutTest, EventThatIsSoundPasses) {
  int seen = 0;
  EXPECT_EQ(emitted(events::delta(0, 0, AIP_PART_TEXT, "a"), seen), AIP_OK);
  EXPECT_EQ(seen, 1);
}

TEST(OutTest, EventWithoutTheUsageOrErrorThatItIsAboutIsRefused) {
  for (const aip_enum kind : {AIP_EVENT_USAGE, AIP_EVENT_COUNT, AIP_EVENT_ERROR}) expect_refused(events::make(kind));
}

TEST(OutTest, ExtrasWithoutAListAreRefused) {
  aip_event event = events::make(AIP_EVENT_EXTRA);
  event.extras = {nullptr, 3};
  expect_refused(event);
  const aip_extra extra = {1, 0, sdk::bytes("key"), {nullptr, 3}};
  event.extras = {&extra, 1};
  expect_refused(event);
}

TEST(OutTest, TextsOfUsageAndErrorThatAreNoneAreRefused) {
  aip_usage usage{};
  usage.struct_size = sizeof usage;
  usage.json = {nullptr, 3};
  expect_refused(events::usage(usage));
  aip_error error{};
  error.struct_size = sizeof error;
  error.message = {nullptr, 3};
  expect_refused(events::error(error));
}

TEST(OutTest, ShortStructsAreLookedAtOnlyAsFarAsTheyGo) {
  aip_usage usage{};
  usage.struct_size = offsetof(aip_usage, json);
  usage.json = {nullptr, 3};
  int seen = 0;
  EXPECT_EQ(emitted(events::usage(usage), seen), AIP_OK);
  EXPECT_EQ(seen, 1);
}

TEST(OutTest, MemberInWhichAStructEndsIsAbsent) {
  aip_event event = events::make(AIP_EVENT_START);
  event.id = sdk::bytes("0123456789");
  event.struct_size = offsetof(aip_event, id) + sizeof(const char*) / 2;
  int seen = 0;
  EXPECT_EQ(emitted(event, seen), AIP_OK);
  event.struct_size = offsetof(aip_event, usage) + 1;
  EXPECT_EQ(emitted(event, seen), AIP_OK);
}

}  // namespace
}  // namespace aipool::plugin
