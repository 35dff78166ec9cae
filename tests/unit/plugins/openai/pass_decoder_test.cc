// SPDX-License-Identifier: MIT
#include "chat_test.h"

namespace aipool::openai {
namespace {

class PassDecoderTest : public ChatTest {
 protected:
  kit::Decoded decode(const kit::Reply& reply, std::string_view members, std::uint32_t flags = AIP_REQUEST_PASS) {
    request_ = request(R"({"model":"m","messages":[{"role":"user"}])" + std::string(members) + "}");
    request_->canonical().flags |= flags;
    return driver_.decode(*request_, reply);
  }
  std::string events(std::string_view chunks) {
    const kit::Decoded result = decode(stream(chunks), kStream);
    EXPECT_EQ(result.rc, AIP_OK);
    return to_lines(result.seen.events);
  }
  // What begins the answer: the first event, if it is no verdict.
  bool begins(const std::string& message) {
    const std::string lines = events(R"({"choices":[{"index":0,"delta":)" + message + "}]}");
    EXPECT_TRUE(lines.empty() || lines == "OPAQUE json=" + message + "\n") << lines;
    return !lines.empty();
  }

  static constexpr std::string_view kStream = R"(,"stream":true)";
  std::unique_ptr<kit::Request> request_;
};

TEST_F(PassDecoderTest, OnlyWhatTheServerMustKnowIsTold) {
  EXPECT_EQ(events(R"({"id":"c","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}
{"id":"c","choices":[{"index":0,"delta":{"content":"a"}}],"x":1}
{"id":"c","choices":[{"index":0,"delta":{"content":"b"},"logprobs":{"content":[]}}]}
{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
{"id":"c","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}
[DONE])"),
            "OPAQUE json={\"content\":\"a\"}\n"
            "USAGE usage=1/2/3 cached=0 reasoning=0\nEND\n");
}

TEST_F(PassDecoderTest, ContentOfEveryKindBeginsTheAnswer) {
  for (const char* message :
       {R"({"content":"x"})", R"({"content":[{"type":"text","text":"x"}]})", R"({"refusal":"x"})",
        R"({"reasoning":"x"})", R"({"reasoning_content":"x"})", R"({"tool_calls":[{"index":0}]})",
        R"({"function_call":{"name":"f"}})", R"({"audio":{"id":"a"}})", R"({"annotations":[{}]})"}) {
    EXPECT_TRUE(begins(message)) << message;
  }
  for (const char* message : {R"({})", R"({"role":"assistant","content":""})", R"({"content":null,"tool_calls":[]})",
                              R"({"name":"x","content":[]})", R"({"reasoning":null,"extra":{"content":"x"}})"}) {
    EXPECT_FALSE(begins(message)) << message;
  }
}

TEST_F(PassDecoderTest, AFinishReasonBeginsAnAnswerWithoutContent) {
  EXPECT_EQ(events(R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})"), "OPAQUE json={}\nEND\n");
}

TEST_F(PassDecoderTest, AWholeAnswerIsReadLikeAChunk) {
  const kit::Decoded result = decode(
      document(R"({"choices":[{"message":{"content":"x"},"finish_reason":"stop"}],"usage":{"total_tokens":3}})"), "");
  EXPECT_EQ(to_lines(result.seen.events),
            "OPAQUE json={\"content\":\"x\"}\n"
            "USAGE usage=0/0/3 cached=0 reasoning=0\nEND\n");
}

TEST_F(PassDecoderTest, EveryChoiceMustFinish) {
  const std::string one = R"({"choices":[{"index":0,"delta":{"content":"x"}},{"index":1,"delta":{}}]}
{"choices":[{"index":1,"delta":{},"finish_reason":"length"}]}
)";
  EXPECT_EQ(events(one + "[DONE]").find("END"), std::string::npos);
  EXPECT_TRUE(events(one + R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})").ends_with("END\n"));
  EXPECT_EQ(events("[DONE]"), "");
  EXPECT_EQ(events(R"({"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":""}]})").find("END"), std::string::npos);
}

TEST_F(PassDecoderTest, VerdictsAreThoseOfTheDecoderThatReadsAll) {
  for (const char* chunks :
       {R"({"choices":[{"index":0,"delta":{}}],"usage":{"prompt_tokens":1},"error":{"message":"m"}}
{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})",
        R"({"choices":[{"index":0,"delta":{},"error":{"message":"m","code":429},"usage":{"prompt_tokens":1}}]})",
        R"({"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"error"}]})",
        R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"x_groq":{"usage":{"prompt_tokens":1}}})",
        R"({"choices":[{"delta":{},"finish_reason":"stop","index":0},{"finish_reason":"length","index":0}]})",
        R"({"choices":[{"delta":{},"finish_reason":"stop"},{"delta":{},"finish_reason":""}]})",
        R"({"choices":[{"index":256,"delta":{}}]})", R"({"choices":[{"index":-1,"delta":{}}]})", R"([])", R"({"a":)",
        R"({"choices":{"index":0}})", R"({"finish_reason":"error"})"}) {
    const kit::Decoded passed = decode(stream(chunks), kStream);
    const kit::Decoded told = decode(stream(chunks), kStream, 0);
    EXPECT_EQ(passed.rc, told.rc) << chunks;
    EXPECT_EQ(verdict(passed.seen.events), verdict(told.seen.events)) << chunks;
  }
}

}  // namespace
}  // namespace aipool::openai
