// SPDX-License-Identifier: MIT
#include "chat_test.h"

namespace aipool::openai {
namespace {

class PassThroughTest : public ChatTest {
 protected:
  std::string passed_request(std::string body, std::string_view model) {
    const auto made = request(std::move(body));
    made->canonical().flags |= AIP_REQUEST_PASS;
    made->canonical().upstream_model = sdk::bytes(model);
    return encoded(*made);
  }
  std::string passed_answer(std::string_view members, const kit::Reply& reply, bool expect_end = true) {
    const auto made = request(R"({"model":"m","messages":[{"role":"user"}])" + std::string(members) + "}");
    made->canonical().flags |= AIP_REQUEST_PASS;
    const kit::Decoded result = driver_.decode(*made, reply);
    EXPECT_EQ(result.rc, AIP_OK);
    EXPECT_EQ(result.seen.fold.ended(), expect_end);
    return result.passed;
  }
};

constexpr std::string_view kAsk = R"(,"stream":true,"stream_options":{"include_usage":true})";
constexpr std::string_view kNoAsk = R"(,"stream":true)";

TEST_F(PassThroughTest, BodyGoesOutUntouchedWhereNothingChanges) {
  const std::string unary = R"({ "model":"m", "messages":[{"role":"user"}] })";
  EXPECT_EQ(passed_request(unary, "m"), unary);
  const std::string stream =
      R"({"stream":true,"stream_options":{"include_usage":true},"model":"m","messages":[{"role":"user"}]})";
  EXPECT_EQ(passed_request(stream, "m"), stream);
}

TEST_F(PassThroughTest, ModelAndStreamOptionsAreSpliced) {
  EXPECT_EQ(passed_request(R"({"model" : "m" ,"messages":[{"role":"user"}]})", "gpt-5"),
            R"({"model" : "gpt-5" ,"messages":[{"role":"user"}]})");
  EXPECT_EQ(passed_request(R"({"stream": true ,"messages":[{"role":"user"}],"model":"m"})", "n"),
            R"({"stream": true,"stream_options":{"include_usage":true} ,"messages":[{"role":"user"}],"model":"n"})");
  EXPECT_EQ(passed_request(R"({"model":"m","stream":true,"messages":[{"role":"user"}],"stream_options":null})", "m"),
            R"({"model":"m","stream":true,"messages":[{"role":"user"}],"stream_options":{"include_usage":true}})");
  EXPECT_EQ(
      passed_request(
          R"({"model":"m","stream_options":{"x":1,"include_usage":false},"stream":true,"messages":[{"role":"user"}]})",
          "n"),
      R"({"model":"n","stream_options":{"x":1,"include_usage":true},"stream":true,"messages":[{"role":"user"}]})");
}

TEST_F(PassThroughTest, UnaryAnswersAreNeverCut) {
  const std::string body =
      R"({"id":"a","choices":[{"index":0,"message":{"content":"x"},"finish_reason":"stop"}],"usage":null})";
  EXPECT_EQ(passed_answer("", document(body)), body);
}

TEST_F(PassThroughTest, UsageThatTheClientAskedForStays) {
  const kit::Reply reply = stream(R"({"id":"a","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}
{"id":"a","choices":[],"usage":{"prompt_tokens":1}}
[DONE])");
  EXPECT_EQ(passed_answer(kAsk, reply), reply.body);
}

TEST_F(PassThroughTest, UsageThatOnlyWeAskedForIsCut) {
  const kit::Reply reply = stream(R"({"id":"a","choices":[{"index":0,"delta":{}}],"usage":null}
{"id":"a","usage":null,"choices":[{"index":0,"delta":{}}]}
{"usage" : null , "choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
{"id":"a","choices":[],"usage":{"prompt_tokens":1}}
[DONE])");
  const kit::Reply expected = stream(R"({"id":"a","choices":[{"index":0,"delta":{}}]}
{"id":"a","choices":[{"index":0,"delta":{}}]}
{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
[DONE])");
  EXPECT_EQ(passed_answer(kNoAsk, reply), expected.body);
}

TEST_F(PassThroughTest, UsageBesideAChoiceAndChunksWithoutBothStay) {
  const kit::Reply reply = stream(R"({"choices":[],"prompt_filter_results":[]}
{"id":"a","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":1}}
[DONE])");
  EXPECT_EQ(passed_answer(kNoAsk, reply), reply.body);
}

TEST_F(PassThroughTest, AnErrorIsNeverCut) {
  const kit::Reply reply = stream(R"({"error":{"message":"m"},"choices":[],"usage":{"prompt_tokens":1}}
[DONE])");
  EXPECT_EQ(passed_answer(kNoAsk, reply, false), reply.body);
}

TEST_F(PassThroughTest, AStreamForAUnaryClientGetsNoEndingOfItsOwn) {
  const kit::Reply reply = stream(R"({"id":"a","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})");
  EXPECT_EQ(passed_answer("", reply), reply.body);
}

TEST_F(PassThroughTest, CommentsAndLineEndsAreKept) {
  kit::Reply reply = stream("");
  reply.body =
      ": hi\r\n\r\ndata:{\"id\":\"a\",\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\r\n\r\ndata: "
      "[DONE]\r\n\r\n";
  EXPECT_EQ(passed_answer(kNoAsk, reply), reply.body);
}

TEST_F(PassThroughTest, AMissingDoneIsAddedOnlyToACompleteAnswer) {
  const kit::Reply whole = stream(R"({"id":"a","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})");
  EXPECT_EQ(passed_answer(kNoAsk, whole), whole.body + "data: [DONE]\n\n");
  const kit::Reply cut = stream(R"({"id":"a","choices":[{"index":0,"delta":{"content":"x"}}]})");
  EXPECT_EQ(passed_answer(kNoAsk, cut, false), cut.body);
}

TEST_F(PassThroughTest, DoneWithoutFinishReasonIsHeldBack) {
  const kit::Reply reply = stream(R"({"id":"a","choices":[{"index":0,"delta":{"content":"x"}}]}
[DONE])");
  EXPECT_EQ(passed_answer(kNoAsk, reply, false),
            stream(R"({"id":"a","choices":[{"index":0,"delta":{"content":"x"}}]})").body);
}

}  // namespace
}  // namespace aipool::openai
