// SPDX-License-Identifier: MIT
#include "core/gateway/answer_turn.h"

#include <gtest/gtest.h>

#include "aipool/sdk/message_keeper.hpp"
#include "aipool/sdk/ranges.hpp"
#include "core/plugin/abi_view.h"

namespace aipool::gateway {
namespace {

namespace events = sdk::events;
using plugin::text;

constexpr std::uint32_t kOrigin = 7;

TEST(AnswerTurn, HasThePartsOfTheFirstChoiceInOrder) {
  sdk::Fold fold;
  fold.add(events::start("id", "model", 1));
  fold.add(events::part_start(0, 0, AIP_PART_REASONING));
  fold.add(events::delta(0, 0, AIP_PART_REASONING, "hm"));
  fold.add(events::delta(0, 0, AIP_PART_REASONING, "m"));
  fold.add(events::signature(0, 0, AIP_PART_REASONING, "signed", kOrigin));
  fold.add(events::part_start(0, 1, AIP_PART_TEXT));
  fold.add(events::delta(0, 1, AIP_PART_TEXT, "four"));
  fold.add(events::annotation(0, 1, R"({"url":"u"})", kOrigin));
  fold.add(events::part_start(1, 0, AIP_PART_TEXT));
  fold.add(events::delta(1, 0, AIP_PART_TEXT, "another choice"));
  fold.add(events::part_start(0, 2, AIP_PART_TOOL_CALL, "call_1", "add"));
  fold.add(events::delta(0, 2, AIP_PART_TOOL_CALL, R"({"a":2})"));
  fold.add(events::part_start(0, 3, AIP_PART_TOOL_CALL, "call_2", "free", AIP_PART_FLAG_CUSTOM));
  fold.add(events::delta(0, 3, AIP_PART_TOOL_CALL, "any text"));
  fold.add(events::end());

  const AnswerTurn turn(fold);
  EXPECT_EQ(turn.message().role, AIP_ROLE_ASSISTANT);
  const auto parts = sdk::parts(turn.message());
  ASSERT_EQ(parts.size(), 4u);
  EXPECT_EQ(text(parts[0].text), "hmm");
  EXPECT_EQ(text(parts[0].signature), "signed");
  EXPECT_EQ(text(parts[1].text), "four");
  ASSERT_EQ(sdk::children(parts[1]).size(), 1u);
  EXPECT_EQ(text(sdk::children(parts[1])[0].json), R"({"url":"u"})");
  EXPECT_EQ(sdk::children(parts[1])[0].origin, kOrigin);
  EXPECT_EQ(text(parts[2].id), "call_1");
  EXPECT_EQ(text(parts[2].name), "add");
  EXPECT_EQ(text(parts[2].json), R"({"a":2})");
  EXPECT_EQ(text(parts[3].text), "any text");
}

TEST(AnswerTurn, KeepsWhatOnlyItsOriginCanRead) {
  sdk::Fold fold;
  fold.add(events::part_start(0, 0, AIP_PART_REASONING, {}, {}, AIP_PART_FLAG_REDACTED));
  fold.add(events::signature(0, 0, AIP_PART_REASONING, "opaque", kOrigin));
  auto item = events::make(AIP_EVENT_OPAQUE);
  item.origin = kOrigin;
  item.name = plugin::bytes("web_search_call");
  item.json = plugin::bytes(R"({"type":"web_search_call"})");
  fold.add(item);

  const AnswerTurn turn(fold);
  const auto parts = sdk::parts(turn.message());
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(text(parts[0].data), "opaque");
  EXPECT_EQ(parts[1].kind, AIP_PART_OPAQUE);
  EXPECT_EQ(parts[1].origin, kOrigin);
  EXPECT_EQ(text(parts[1].json), R"({"type":"web_search_call"})");
}

TEST(AnswerTurn, AKeptTurnOutlivesTheAnswer) {
  sdk::MessageKeeper keeper;
  aip_message kept{};
  {
    sdk::Fold fold;
    fold.add(events::delta(0, 0, AIP_PART_TEXT, std::string(5000, 'x')));
    fold.add(events::annotation(0, 0, R"({"url":"u"})", kOrigin));
    const AnswerTurn turn(fold);
    kept = keeper.keep(turn.message());
  }
  ASSERT_EQ(sdk::parts(kept).size(), 1u);
  EXPECT_EQ(text(sdk::parts(kept)[0].text), std::string(5000, 'x'));
  EXPECT_EQ(text(sdk::children(sdk::parts(kept)[0])[0].json), R"({"url":"u"})");
  EXPECT_GT(keeper.size(), 5000u);
}

}  // namespace
}  // namespace aipool::gateway
