// SPDX-License-Identifier: MIT
#include "ollama_test.h"

namespace aipool::ollama {
namespace {

// A stream means the same in whatever pieces it arrives.
class StreamPropertiesTest : public OllamaTest {};

constexpr std::string_view kBody =
    "{\"model\":\"g\",\"created_at\":\"t\",\"message\":{\"role\":\"assistant\",\"content\":\"Hm \xe6\xbc\xa2 "
    "\xf0\x9f\x99\x82 \\\"q\\\"\"},\"done\":false}\n"
    "{\"model\":\"g\",\"created_at\":\"t\",\"message\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":"
    "[{\"function\":{\"name\":\"f\",\"arguments\":{\"x\":1}}}]},\"done\":false}\n"
    "{\"model\":\"g\",\"created_at\":\"t\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,"
    "\"done_reason\":\"stop\",\"prompt_eval_count\":3,\"eval_count\":2}\n";

TEST_F(StreamPropertiesTest, EveryCutGivesTheSameEventsAndBytes) {
  for (const std::string_view end : {"\n", "\r\n"}) {
    const kit::Reply reply = lines(with_ends(kBody, end));
    const kit::Decoded told = driver_.decode(*asks(true), reply);
    EXPECT_EQ(told.seen.fold.text(0, AIP_PART_TOOL_CALL), R"({"x":1})");
    const kit::Decoded passed = driver_.decode(*passing(asks(true)), reply);
    EXPECT_EQ(passed.passed, reply.body);
    EXPECT_EQ(verdict(passed.seen.events), verdict(told.seen.events));
    expect_every_cut_is_the_same([this] { return asks(true); }, reply);
  }
}

TEST_F(StreamPropertiesTest, ABeginningIsNeverComplete) {
  for (std::size_t size = 0; size + 1 < kBody.size(); ++size) {
    const kit::Reply reply = lines(kBody.substr(0, size));
    ASSERT_FALSE(driver_.decode(*asks(true), reply).seen.fold.ended()) << size;
    ASSERT_FALSE(driver_.decode(*passing(asks(true)), reply).seen.fold.ended()) << size;
  }
}

}  // namespace
}  // namespace aipool::ollama
