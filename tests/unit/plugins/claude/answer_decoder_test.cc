// SPDX-License-Identifier: MIT
#include "messages_test.h"

namespace aipool::claude {
namespace {

class AnswerDecoderTest : public MessagesTest {
 protected:
  kit::Decoded decode(const kit::Reply& reply) {
    request_ = request(R"({"model":"m","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"x"}]})");
    return driver_.decode(*request_, reply);
  }
  std::string events(std::string_view lines) { return to_lines(decode(stream(lines)).seen.events); }
  std::string unary(std::string body) { return to_lines(decode(document(std::move(body))).seen.events); }

  std::unique_ptr<kit::Request> request_;
};

constexpr std::string_view kStart =
    R"({"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"g","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":3,"cache_read_input_tokens":4,"cache_creation_input_tokens":5,"output_tokens":1}}})"
    "\n";
constexpr std::string_view kEnd =
    R"({"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":9}})"
    "\n"
    R"({"type":"message_stop"})";
const std::string kStarted = "START id=msg_1 name=g\nUSAGE usage=12/1/0 cached=4 reasoning=0\n";
const std::string kEnded = "FINISH finish=1 text=end_turn\nUSAGE usage=12/9/0 cached=4 reasoning=0\nEND\n";

TEST_F(AnswerDecoderTest, BlocksOfAStream) {
  EXPECT_EQ(events(std::string(kStart) +
                   R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}
{"type":"ping"}
{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}
{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"s1"}}
{"type":"content_block_stop","index":0}
{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}
{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hé\n"}}
{"type":"content_block_stop","index":1}
{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"f","input":{}}}
{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":""}}
{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"a\":1}"}}
{"type":"content_block_stop","index":2}
)" + std::string(kEnd)),
            kStarted +
                "PART_START reasoning0\nPING\nDELTA reasoning0 text=Hm\nSIGN reasoning0 text=s1\nPART_END reasoning0\n"
                "PART_START text1\nDELTA text1 text=Hé\n\nPART_END text1\n"
                "PART_START call2 id=toolu_1 name=f\nDELTA call2 text={\"a\":1}\nPART_END call2\n" +
                kEnded);
}

TEST_F(AnswerDecoderTest, RedactedThoughtsAreASignatureAndNoText) {
  EXPECT_EQ(events(std::string(kStart) +
                   R"({"type":"content_block_start","index":0,"content_block":{"type":"redacted_thinking","data":"zz"}}
{"type":"content_block_stop","index":0}
)" + std::string(kEnd)),
            kStarted + "PART_START reasoning0 flags=4\nSIGN reasoning0 text=zz\nPART_END reasoning0\n" + kEnded);
}

TEST_F(AnswerDecoderTest, ServerToolsComeWhole) {
  EXPECT_EQ(events(std::string(kStart) +
                   R"({"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"s","name":"web_search","input":{}}}
{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"q\":"}}
{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"1}"}}
{"type":"content_block_stop","index":0}
)" + std::string(kEnd)),
            kStarted +
                "OPAQUE name=server_tool_use "
                "json={\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web_search\",\"input\":{\"q\":1}}\n" +
                kEnded);
}

TEST_F(AnswerDecoderTest, AWholeMessageSaysTheSameAsItsStream) {
  EXPECT_EQ(unary(R"({"id":"msg_1","type":"message","role":"assistant","model":"g","content":[{"type":"text","text":"a",
      "citations":[{"x":1}]},{"type":"tool_use","id":"t","name":"f","input":{"a":1}}],"stop_reason":"stop_sequence",
      "stop_sequence":"END","container":{"id":"c"},"stop_details":{"type":"refusal"},
      "usage":{"input_tokens":1,"output_tokens":2,"output_tokens_details":{"thinking_tokens":1}}})"),
            "START id=msg_1 name=g +container={\"id\":\"c\"}\nPART_START text0\nDELTA text0 text=a\n"
            "ANNOTATE citation0 json={\"x\":1}\nPART_END text0\n"
            "PART_START call1 id=t name=f\nDELTA call1 text={\"a\":1}\nPART_END call1\n"
            "EXTRA +stop_details={\"type\":\"refusal\"}\nFINISH finish=5 name=END text=stop_sequence\n"
            "USAGE usage=1/2/0 cached=0 reasoning=1\nEND\n");
}

TEST_F(AnswerDecoderTest, StopReasons) {
  const struct {
    const char* word;
    int finish;
  } kCases[] = {{"end_turn", 1}, {"max_tokens", 2}, {"model_context_window_exceeded", 2}, {"tool_use", 3},
                {"refusal", 4},  {"stop_sequence", 5}, {"pause_turn", 6}, {"compaction", 8}};
  for (const auto& test : kCases) {
    const std::string lines = unary(R"({"id":"i","type":"message","content":[],"stop_reason":")" + std::string(test.word) +
                                    R"(","usage":{}})");
    EXPECT_NE(lines.find("finish=" + std::to_string(test.finish) + " text=" + test.word), std::string::npos) << lines;
  }
}

TEST_F(AnswerDecoderTest, WithoutMessageStopThereIsNoEnd) {
  const std::string cut = std::string(kStart) +
                          R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}})";
  EXPECT_EQ(events(cut).find("END\n"), std::string::npos);
  EXPECT_EQ(events(std::string(kStart) + R"({"type":"message_stop"})").find("END\n"), std::string::npos);
}

TEST_F(AnswerDecoderTest, AStreamThatBeginsTwiceBeginsOnce) {
  EXPECT_EQ(events(std::string(kStart) + std::string(kStart) + std::string(kEnd)),
            kStarted + "USAGE usage=12/1/0 cached=4 reasoning=0\n" + kEnded);
}

TEST_F(AnswerDecoderTest, WhatStandsBesideTheEndIsALoss) {
  decode(stream(R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{},"context_management":{"a":1}})"));
  EXPECT_EQ(loss_pointers(*request_), std::vector<std::string>{"/context_management"});
}

TEST_F(AnswerDecoderTest, AnErrorEndsTheStream) {
  EXPECT_EQ(events(std::string(kStart) +
                   R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}
)" + std::string(kEnd)),
            kStarted + "ERROR class=-7 message=Overloaded\n");
}

TEST_F(AnswerDecoderTest, WhatMakesNoSenseIsTheUpstreamsFault) {
  for (const char* body : {"[]", "{}", "{\"type\":\"message\"", "<html>"}) {
    EXPECT_EQ(decode(document(body)).rc, AIP_E_UPSTREAM_PROTOCOL) << body;
  }
}

}  // namespace
}  // namespace aipool::claude
