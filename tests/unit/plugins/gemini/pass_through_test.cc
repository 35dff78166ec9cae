// SPDX-License-Identifier: MIT
#include "generate_test.h"

namespace aipool::gemini {
namespace {

class PassThroughTest : public GenerateTest {
 protected:
  std::string sent(std::string_view action, std::string body, std::string_view model = "gemini-x") {
    const auto made = passing(asks(action, std::move(body), "alias"));
    made->canonical().upstream_model = sdk::bytes(model);
    return encoded(*made);
  }
  static std::string event(std::string_view json) { return "data: " + std::string(json) + "\r\n\r\n"; }
  kit::Decoded passed(std::string body) {
    return driver_.decode(*passing(streaming()),
                          {.headers = {{"content-type", "text/event-stream"}}, .body = std::move(body)});
  }
};

TEST_F(PassThroughTest, ABodyThatNamesNoModelGoesAsItIs) {
  constexpr std::string_view kBody = R"({ "contents" : {"parts":{"text":"x"}}, "new": 1.50 })";
  EXPECT_EQ(sent(":generateContent", std::string(kBody)), kBody);
}

TEST_F(PassThroughTest, OnlyTheModelChangesWhereverItStands) {
  EXPECT_EQ(sent(":generateContent", R"({ "model":"models/alias", "contents":[{"parts":[]}] })"),
            R"({ "model":"models/gemini-x", "contents":[{"parts":[]}] })");
  EXPECT_EQ(
      sent(":countTokens", R"({"generate_content_request":{"contents":[{"model":"x"}],"model" : "models/alias"}})"),
      R"({"generate_content_request":{"contents":[{"model":"x"}],"model" : "models/gemini-x"}})");
  EXPECT_EQ(sent(":batchEmbedContents",
                 R"({"requests":[{"model":"models/alias","content":{}},{"content":{},"model":"models/alias"}]})"),
            R"({"requests":[{"model":"models/gemini-x","content":{}},{"content":{},"model":"models/gemini-x"}]})");
  EXPECT_EQ(sent(":batchEmbedContents", R"({"requests":{"model":"models/alias","content":{}}})"),
            R"({"requests":{"model":"models/gemini-x","content":{}}})");
  EXPECT_EQ(sent(":embedContent", R"({"content":{"parts":[{"text":"a"}]},"model":"models/alias"})"),
            R"({"content":{"parts":[{"text":"a"}]},"model":"models/gemini-x"})");
}

TEST_F(PassThroughTest, AModelThatIsNamedTwiceIsChangedTwice) {
  EXPECT_EQ(sent(":generateContent", R"({"model":"a","contents":{},"model":1,"model":"b"})"),
            R"({"model":"models/gemini-x","contents":{},"model":1,"model":"models/gemini-x"})");
}

TEST_F(PassThroughTest, TheSameModelLeavesTheBodyAsItIs) {
  constexpr std::string_view kBody = R"({"model":"models/alias","contents":[{"parts":[]}]})";
  EXPECT_EQ(sent(":generateContent", std::string(kBody), "alias"), kBody);
}

TEST_F(PassThroughTest, AWholeAnswerGoesOutAsItCame) {
  const std::string body =
      R"({"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}], "usageMetadata":{"promptTokenCount":1}})";
  const kit::Decoded result = driver_.decode(*passing(whole()), document(body));
  EXPECT_EQ(result.passed, body);
  EXPECT_EQ(verdict(result.seen.events), "USAGE usage=1/0/0 cached=0 reasoning=0\nEND\n");
}

TEST_F(PassThroughTest, AChunkWithTheFinishReasonWaitsForTheEnd) {
  const std::string first = event(R"({"candidates":[{"content":{"parts":[{"text":"a"}]}}]})");
  const std::string last = event(R"({"candidates":[{"finishReason":"STOP"}]})");
  const std::string usage = event(R"({"usageMetadata":{"promptTokenCount":1}})");
  EXPECT_EQ(passed(first + last + usage).passed, first + last + usage);
  const kit::Decoded cut = passed(first + last + "data: {\"candi");
  EXPECT_EQ(cut.passed, first);
  EXPECT_FALSE(cut.seen.fold.ended());
}

TEST_F(PassThroughTest, AReasonThatIsNotSpecifiedIsNoEnd) {
  const std::string first =
      event(R"({"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"FINISH_REASON_UNSPECIFIED"}]})");
  const kit::Decoded open = passed(first);
  EXPECT_EQ(open.passed, first);
  EXPECT_FALSE(open.seen.fold.ended());
  EXPECT_TRUE(passed(first + event(R"({"candidates":[{"finishReason":"STOP"}]})")).seen.fold.ended());
}

TEST_F(PassThroughTest, EveryCandidateMustEnd) {
  const std::string both =
      event(R"({"candidates":[{"index":0,"finishReason":"STOP"},{"index":1,"content":{"parts":[{"text":"b"}]}}]})");
  EXPECT_FALSE(passed(both).seen.fold.ended());
  EXPECT_TRUE(passed(both + event(R"({"candidates":[{"index":1,"finishReason":"STOP"}]})")).seen.fold.ended());
}

TEST_F(PassThroughTest, ABlockedPromptIsAnEnd) {
  const std::string body = event(R"({"promptFeedback":{"blockReason":"SAFETY"}})");
  const kit::Decoded result = passed(body);
  EXPECT_EQ(result.passed, body);
  EXPECT_TRUE(result.seen.fold.ended());
}

TEST_F(PassThroughTest, AnErrorInTheStreamIsToldAndIsNoEnd) {
  const kit::Decoded result = passed(event(R"({"error":{"code":503,"message":"busy","status":"UNAVAILABLE"}})"));
  EXPECT_EQ(verdict(result.seen.events), "ERROR class=-7 message=busy\n");
}

}  // namespace
}  // namespace aipool::gemini
