// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <vector>

#include "examples.h"
#include "generate_test.h"

namespace aipool::gemini {
namespace {

// What is decoded and encoded again says what it said before: requests, and answers through both halves.
class ConversionTest : public GenerateTest {};

TEST_F(ConversionTest, EveryMemberComesBack) {
  for (const std::string_view members : kMembers) {
    const std::string body = R"({"contents":[{"role":"user","parts":[{"text":"x"}]}],)" + std::string(members) + "}";
    const auto made = tree(body);
    EXPECT_TRUE(same_json(encoded(*made), body));
    EXPECT_TRUE(made->call().losses().empty()) << body;
  }
}

TEST_F(ConversionTest, EveryContentComesBack) {
  for (const std::string_view content : kContents) {
    const std::string body = R"({"contents":[{"role":"user","parts":[{"text":"x"}]},)" + std::string(content) + "]}";
    const auto made = tree(body);
    EXPECT_TRUE(same_json(encoded(*made), body));
    EXPECT_TRUE(made->call().losses().empty()) << body;
  }
}

TEST_F(ConversionTest, AResultWithoutAnIdBelongsToTheNextCallOfItsName) {
  const auto made = tree(R"({"contents":[
      {"role":"model","parts":[{"functionCall":{"name":"f"}},{"functionCall":{"name":"g"}},
          {"functionCall":{"name":"f"}}]},
      {"role":"user","parts":[{"functionResponse":{"name":"f","response":{}}},
          {"functionResponse":{"name":"f","response":{}}},
          {"functionResponse":{"name":"g","response":{}}},{"functionResponse":{"name":"g","response":{}}}]}]})");
  std::vector<std::string> calls;
  std::vector<std::string> results;
  for (const aip_message& message : sdk::messages(made->canonical())) {
    for (const aip_part& part : sdk::parts(message)) {
      (part.kind == AIP_PART_TOOL_CALL ? calls : results).emplace_back(sdk::view(part.id));
    }
  }
  ASSERT_EQ(calls.size(), 3u);
  ASSERT_EQ(results.size(), 4u);
  EXPECT_EQ(results[0], calls[0]);
  EXPECT_EQ(results[1], calls[2]);
  EXPECT_EQ(results[2], calls[1]);
  EXPECT_EQ(std::count(calls.begin(), calls.end(), results[3]), 0);
}

constexpr std::string_view kAnswer =
    R"({"candidates":[{"content":{"parts":[{"text":"t","thought":true},{"text":"a","thoughtSignature":"c2ln"},
        {"executableCode":{"language":"PYTHON","code":"1"}},
        {"functionCall":{"id":"c1","name":"f","args":{"a": 1}},"thoughtSignature":"c2lo"},
        {"functionCall":{"id":"c2","name":"g","args":{}}},
        {"inlineData":{"mimeType":"image/png","data":"AA=="}}],"role":"model"},"finishReason":"STOP","index":0,
        "safetyRatings":[{"category":"C","probability":"LOW"}],"avgLogprobs":-0.5,
        "groundingMetadata":{"webSearchQueries":["q"]},"logprobsResult":{"chosenCandidates":[]}},
        {"content":{"parts":[{"text":"b"}],"role":"model"},"finishReason":"MAX_TOKENS","index":1}],
        "promptFeedback":{"safetyRatings":[]},"createTime":"2026-01-01T00:00:00Z",
        "usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":4,"thoughtsTokenCount":5,"totalTokenCount":12},
        "modelVersion":"g","responseId":"r"})";

TEST_F(ConversionTest, AWholeAnswerComesBack) {
  const auto made = whole();
  const kit::Decoded read = driver_.decode(*made, document(std::string(kAnswer)));
  ASSERT_EQ(read.rc, AIP_OK);
  EXPECT_TRUE(same_json(driver_.encode(*made, kit::Replay(read.seen.events)).body, kAnswer));
  EXPECT_TRUE(made->call().losses().empty());
}

TEST_F(ConversionTest, BothFormsOfStreamSayTheSame) {
  const auto made = whole();
  const kit::Decoded read = driver_.decode(*made, document(std::string(kAnswer)));
  for (const std::string_view query : {"?alt=sse", "", "?key=k"}) {
    const auto stream = streaming(query);
    const kit::Encoded written = driver_.encode(*stream, kit::Replay(read.seen.events));
    EXPECT_EQ(written.content_type.starts_with("text/event-stream"), query == "?alt=sse");
    const kit::Reply reply{.headers = {{"content-type", written.content_type}}, .body = written.body};
    const kit::Decoded again = driver_.decode(*stream, reply);
    ASSERT_EQ(again.rc, AIP_OK);
    EXPECT_TRUE(again.seen.fold.ended()) << written.body;
    EXPECT_TRUE(same_json(driver_.encode(*made, kit::Replay(again.seen.events)).body, kAnswer));
  }
}

TEST_F(ConversionTest, ABlockedPromptHasNoCandidate) {
  constexpr std::string_view kBlocked =
      R"({"promptFeedback":{"blockReason":"SAFETY","safetyRatings":[]},"usageMetadata":{"promptTokenCount":3},
          "modelVersion":"g","responseId":"r"})";
  const auto made = whole();
  const kit::Decoded read = driver_.decode(*made, document(std::string(kBlocked)));
  EXPECT_TRUE(read.seen.fold.ended());
  EXPECT_EQ(read.seen.fold.finish(0), AIP_FINISH_FILTER);
  EXPECT_TRUE(same_json(driver_.encode(*made, kit::Replay(read.seen.events)).body, kBlocked));
}

}  // namespace
}  // namespace aipool::gemini
