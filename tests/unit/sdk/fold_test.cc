// SPDX-License-Identifier: MIT
//
// The fold turns a stream of events into those of a unary answer and loses none of their content.
#include "aipool/fold.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace aipool::sdk {
namespace {

// One word for each replayed event, for example "delta 0.1 text".
std::vector<std::string> script(const Fold& fold) {
  std::vector<std::string> lines;
  fold.replay([&lines](const aip_event& event) {
    const std::string place = std::to_string(event.choice) + "." + std::to_string(event.part);
    const std::string text(view(event.text));
    switch (event.kind) {
      case AIP_EVENT_START:
        return lines.push_back("start " + std::string(view(event.id)));
      case AIP_EVENT_PART_START:
        return lines.push_back("open " + place + " " + std::string(view(event.name)));
      case AIP_EVENT_PART_DELTA:
        return lines.push_back("delta " + place + " " + text);
      case AIP_EVENT_PART_SIGN:
        return lines.push_back("sign " + place + " " + text);
      case AIP_EVENT_PART_END:
        return lines.push_back("close " + place);
      case AIP_EVENT_ANNOTATION:
        return lines.push_back("cite " + place + " " + std::string(view(event.json)));
      case AIP_EVENT_FINISH:
        return lines.push_back("finish " + std::to_string(event.choice) + " " + std::to_string(event.finish));
      case AIP_EVENT_USAGE:
        return lines.push_back("usage " + std::to_string(event.usage->output));
      case AIP_EVENT_ERROR:
        return lines.push_back("error " + std::string(view(event.error->message)));
      case AIP_EVENT_END:
        return lines.push_back("end");
      default:
        return lines.push_back("kind " + std::to_string(event.kind));
    }
  });
  return lines;
}

using Lines = std::vector<std::string>;

aip_usage output_tokens(std::uint64_t count) {
  aip_usage usage{};
  usage.struct_size = sizeof usage;
  usage.present = AIP_COUNT_OUTPUT;
  usage.output = count;
  return usage;
}

TEST(FoldTest, MergesInterleavedDeltasOfPartsAndChoices) {
  Fold fold;
  fold.add(events::start("id-1", "m", 7));
  fold.add(events::part_start(0, 0, AIP_PART_TEXT));
  fold.add(events::delta(0, 0, AIP_PART_TEXT, "he"));
  fold.add(events::part_start(1, 0, AIP_PART_TEXT));
  fold.add(events::delta(1, 0, AIP_PART_TEXT, "wor"));
  fold.add(events::part_start(0, 1, AIP_PART_TOOL_CALL, "call", "tool"));
  fold.add(events::delta(0, 1, AIP_PART_TOOL_CALL, "{"));
  fold.add(events::delta(0, 0, AIP_PART_TEXT, "llo"));
  fold.add(events::delta(1, 0, AIP_PART_TEXT, "ld"));
  fold.add(events::delta(0, 1, AIP_PART_TOOL_CALL, "}"));
  fold.add(events::finish(1, AIP_FINISH_STOP));
  fold.add(events::finish(0, AIP_FINISH_TOOL));
  fold.add(events::end());
  EXPECT_EQ(script(fold),
            (Lines{"start id-1", "open 0.0 ", "delta 0.0 hello", "close 0.0", "open 1.0 ", "delta 1.0 world",
                   "close 1.0", "open 0.1 tool", "delta 0.1 {}", "close 0.1", "finish 0 3", "finish 1 1", "end"}));
  EXPECT_EQ(fold.text(0, AIP_PART_TEXT), "hello");
  EXPECT_EQ(fold.finish(0), AIP_FINISH_TOOL);
  EXPECT_EQ(fold.finish(2), 0u);
}

TEST(FoldTest, KeepsSignatureAndCitationsWithTheirPart) {
  Fold fold;
  fold.add(events::part_start(0, 0, AIP_PART_REASONING));
  fold.add(events::part_start(0, 1, AIP_PART_TEXT));
  fold.add(events::signature(0, 0, AIP_PART_REASONING, "sig", 3));
  fold.add(events::annotation(0, 1, "{\"url\":1}", 3));
  fold.add(events::annotation(0, 1, "{\"url\":2}", 3));
  fold.add(events::delta(0, 1, AIP_PART_TEXT, "t"));
  EXPECT_EQ(script(fold), (Lines{"open 0.0 ", "delta 0.0 ", "sign 0.0 sig", "close 0.0", "open 0.1 ", "delta 0.1 t",
                                 "cite 0.1 {\"url\":1}", "cite 0.1 {\"url\":2}", "close 0.1"}));
}

TEST(FoldTest, TheLastUsageCountsAndPingsAreDropped) {
  Fold fold;
  fold.add(events::usage(output_tokens(1)));
  fold.add(events::ping());
  fold.add(events::usage(output_tokens(9)));
  fold.add(events::end());
  EXPECT_EQ(script(fold), (Lines{"usage 9", "end"}));
}

TEST(FoldTest, OwnsWhatTheEventsBorrowed) {
  Fold fold;
  {
    std::string id = "a long identifier that does not fit into a small string";
    std::string message = "the message of an error, longer than a small string";
    std::string raw = "{\"key\": \"value\"}";
    const aip_extra extra = {1, 2, bytes(id), bytes(raw)};
    aip_event start = events::start(id, id, 1);
    start.extras = {&extra, 1};
    fold.add(start);
    aip_error error{};
    error.struct_size = sizeof error;
    error.message = bytes(message);
    fold.add(events::error(error));
    id.assign(id.size(), '!');
    message.assign(message.size(), '!');
    raw.assign(raw.size(), '!');
  }
  EXPECT_EQ(view(fold.start().id), "a long identifier that does not fit into a small string");
  EXPECT_EQ(view(span(fold.start().extras)[0].raw), "{\"key\": \"value\"}");
  EXPECT_TRUE(fold.failed());
  EXPECT_EQ(script(fold).back(), "error the message of an error, longer than a small string");
}

TEST(FoldTest, AnErrorTakesThePlaceOfTheEnd) {
  Fold fold;
  aip_error error{};
  error.struct_size = sizeof error;
  fold.add(events::error(error));
  fold.add(events::end());
  EXPECT_EQ(script(fold), Lines{"error "});
}

TEST(FoldTest, ADeltaWithoutStartOpensItsPart) {
  Fold fold;
  fold.add(events::delta(0, 4, AIP_PART_TEXT, "x"));
  EXPECT_EQ(script(fold), (Lines{"open 0.4 ", "delta 0.4 x", "close 0.4"}));
}

TEST(FoldTest, ReadsAnEventOfAnOlderMakerNoFurtherThanItGoes) {
  aip_event event = events::start("id", "m", 1);
  event.struct_size = offsetof(aip_event, usage);
  event.usage = reinterpret_cast<const aip_usage*>(1);  // would crash if it were read
  Fold fold;
  fold.add(event);
  EXPECT_EQ(view(fold.start().id), "id");
}

TEST(FoldTest, AFoldOfAFoldIsTheSame) {
  Fold once;
  once.add(events::start("id", "m", 1));
  for (const char* piece : {"a", "b", "c"}) once.add(events::delta(0, 0, AIP_PART_TEXT, piece));
  once.add(events::finish(0, AIP_FINISH_LENGTH));
  once.add(events::usage(output_tokens(3)));
  once.add(events::end());
  Fold twice;
  once.replay([&twice](const aip_event& event) { twice.add(event); });
  EXPECT_EQ(script(once), script(twice));
}

TEST(FoldTest, SizeGrowsWithTheText) {
  Fold fold;
  fold.add(events::delta(0, 0, AIP_PART_TEXT, std::string(10000, 'x')));
  EXPECT_GE(fold.size(), 10000u);
}

}  // namespace
}  // namespace aipool::sdk
