// SPDX-License-Identifier: MIT
#include "messages_test.h"

namespace aipool::claude {
namespace {

// Answers through both halves: what the decoder makes of them is all that the encoders get.
class ConversionTest : public MessagesTest {
 protected:
  std::unique_ptr<kit::Request> asks(bool stream) {
    return request(std::string(R"({"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}],"stream":)") +
                   (stream ? "true}" : "false}"));
  }
};

constexpr std::string_view kMessage =
    R"({"id":"msg_1","type":"message","role":"assistant","model":"g","content":[
        {"type":"thinking","thinking":"t","signature":"s"},{"type":"redacted_thinking","data":"zz"},
        {"type":"text","text":"a","citations":[{"type":"char_location","n":1}]},
        {"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"q":"x"}},
        {"type":"tool_use","id":"toolu_1","name":"f","input":{"a": 1},"caller":{"type":"direct"}}],
        "stop_reason":"tool_use","stop_sequence":null,"container":{"id":"c"},
        "usage":{"input_tokens":1,"output_tokens":2,"service_tier":"standard"}})";

TEST_F(ConversionTest, AWholeMessageComesBack) {
  const auto made = asks(false);
  const kit::Decoded read = driver_.decode(*made, document(std::string(kMessage)));
  ASSERT_EQ(read.rc, AIP_OK);
  const kit::Encoded written = driver_.encode(*made, kit::Replay(read.seen.events));
  EXPECT_TRUE(same_json(written.body, kMessage));
  EXPECT_TRUE(made->call().losses().empty());
}

TEST_F(ConversionTest, AStreamOfItSaysTheSame) {
  const auto whole = asks(false);
  const kit::Decoded read = driver_.decode(*whole, document(std::string(kMessage)));
  const auto stream = asks(true);
  kit::Reply reply{.headers = {{"content-type", "text/event-stream"}}};
  reply.body = driver_.encode(*stream, kit::Replay(read.seen.events)).body;
  const kit::Decoded again = driver_.decode(*stream, reply);
  ASSERT_EQ(again.rc, AIP_OK);
  EXPECT_TRUE(again.seen.fold.ended());
  for (const aip_enum kind : {AIP_PART_TEXT, AIP_PART_REASONING, AIP_PART_TOOL_CALL}) {
    EXPECT_EQ(again.seen.fold.text(0, kind), read.seen.fold.text(0, kind));
  }
  const kit::Encoded written = driver_.encode(*whole, kit::Replay(again.seen.events));
  EXPECT_TRUE(same_json(written.body, kMessage));
}

}  // namespace
}  // namespace aipool::claude
