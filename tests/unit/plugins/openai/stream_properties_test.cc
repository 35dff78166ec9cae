// SPDX-License-Identifier: MIT
#include "chat_test.h"

namespace aipool::openai {
namespace {

// A stream means the same in whatever pieces it arrives.
class StreamPropertiesTest : public ChatTest {
 protected:
  std::unique_ptr<kit::Request> converting() {
    return request(R"({"model":"m","stream":true,"messages":[{"role":"user"}]})");
  }
};

constexpr std::string_view kBody =
    ": PROCESSING\n\n"
    "data: {\"id\":\"c\",\"model\":\"m\",\"created\":7,\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\","
    "\"content\":\"\",\"reasoning_content\":\"Hm \xe6\xbc\xa2\"}}],\"usage\":null}\n\n"
    "data:{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\xf0\x9f\x99\x82 "
    "\\\"q\\\"\"}}],\"usage\":null}\n\n"
    "event: message\ndata: "
    "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\","
    "\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\"\"}}]}}]}\n\n"
    "data: {\"id\":\"c\",\ndata: \"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,"
    "\"function\":{\"arguments\":\":1}\"}}]},\"finish_reason\":\"tool_calls\"}]}\n\n"
    "data: {\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\n\n"
    "data: [DONE]\n\n";

TEST_F(StreamPropertiesTest, EveryCutGivesTheSameEventsAndBytes) {
  for (const std::string_view end : {"\n", "\r\n", "\r"}) {
    kit::Reply reply = stream("");
    reply.body = with_ends(kBody, end);
    const kit::Decoded told = driver_.decode(*converting(), reply);
    EXPECT_EQ(told.seen.fold.text(0, AIP_PART_TOOL_CALL), R"({"x":1})");
    expect_every_cut_is_the_same([this] { return converting(); }, reply);
  }
}

TEST_F(StreamPropertiesTest, EveryTruncationBeforeTheFinishReasonIsNoEnd) {
  kit::Reply reply = stream("");
  const std::size_t finish = kBody.find("\"finish_reason\"");
  for (std::size_t size = 0; size < finish; ++size) {
    reply.body = kBody.substr(0, size);
    EXPECT_FALSE(driver_.decode(*converting(), reply).seen.fold.ended()) << size;
    EXPECT_FALSE(driver_.decode(*passing(converting()), reply).seen.fold.ended()) << size;
  }
}

TEST_F(StreamPropertiesTest, EncodedAndDecodedAgainItSaysTheSame) {
  kit::Reply reply = stream("");
  reply.body = kBody;
  const auto made =
      request(R"({"model":"m","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user"}]})");
  const kit::Decoded first = driver_.decode(*made, reply);
  const kit::Encoded encoded = driver_.encode(*made, kit::Replay(first.seen.events));
  ASSERT_EQ(encoded.rc, AIP_OK);
  reply.body = encoded.body;
  const kit::Decoded second = driver_.decode(*made, reply);
  for (const aip_enum kind : {AIP_PART_TEXT, AIP_PART_REASONING, AIP_PART_TOOL_CALL}) {
    EXPECT_EQ(second.seen.fold.text(0, kind), first.seen.fold.text(0, kind));
  }
  EXPECT_EQ(second.seen.fold.finish(0), first.seen.fold.finish(0));
  EXPECT_EQ(second.seen.fold.usage()->total, 3U);
  EXPECT_TRUE(second.seen.fold.ended());
}

}  // namespace
}  // namespace aipool::openai
