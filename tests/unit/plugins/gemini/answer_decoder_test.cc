// SPDX-License-Identifier: MIT
#include <algorithm>

#include "generate_test.h"

namespace aipool::gemini {
namespace {

class AnswerDecoderTest : public GenerateTest {
 protected:
  kit::Decoded decode(const kit::Reply& reply) {
    request_ = streaming();
    return driver_.decode(*request_, reply);
  }
  // Of chunks with these parts, one in a line; the last one says the end.
  kit::Decoded parts(std::string_view lines) {
    std::string chunks;
    while (!lines.empty()) {
      const std::size_t end = std::min(lines.find('\n'), lines.size());
      chunks.append(R"({"candidates":[{"content":{"parts":[)").append(lines.substr(0, end)).append("]}}]}\n");
      lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    return decode(stream(chunks + R"({"candidates":[{"finishReason":"STOP"}]})"));
  }
  std::string args(std::string_view lines) {
    const kit::Decoded read = parts(lines);
    EXPECT_EQ(read.rc, AIP_OK);
    EXPECT_TRUE(read.seen.fold.ended());
    return read.seen.fold.text(0, AIP_PART_TOOL_CALL);
  }
  aip_enum finish(std::string_view reason, std::string_view part = R"({"text":"a"})") {
    const kit::Decoded read = decode(stream(R"({"candidates":[{"content":{"parts":[)" + std::string(part) +
                                            R"(]},"finishReason":")" + std::string(reason) + "\"}]}"));
    return read.seen.fold.finish(0);
  }

  std::unique_ptr<kit::Request> request_;
};

TEST_F(AnswerDecoderTest, PiecesOfOneKindAreOnePartThatEndsWithItsSignature) {
  EXPECT_EQ(to_lines(parts(R"({"text":"Hm","thought":true}
{"text":" so","thought":true}
{"text":"a"},{"text":"b"}
{"text":"","thoughtSignature":"s"}
{"text":"c"})")
                         .seen.events),
            "START\nPART_START reasoning0\nDELTA reasoning0 text=Hm\nDELTA reasoning0 text= so\nPART_END reasoning0\n"
            "PART_START text1\nDELTA text1 text=a\nDELTA text1 text=b\nSIGN text1 text=s\nPART_END text1\n"
            "PART_START text2\nDELTA text2 text=c\nPART_END text2\nFINISH finish=1 text=STOP\nEND\n");
}

TEST_F(AnswerDecoderTest, ArgumentsInPiecesArePutTogether) {
  EXPECT_EQ(args(R"({"functionCall":{"name":"f","willContinue":true}}
{"functionCall":{"partialArgs":[{"jsonPath":"$.city","stringValue":"Par","willContinue":true}],"willContinue":true}}
{"functionCall":{"partialArgs":[{"jsonPath":"$.city","stringValue":"is"},{"jsonPath":"$.n","numberValue":2}],"willContinue":true}}
{"functionCall":{"partialArgs":[{"jsonPath":"$.a[0].b","boolValue":true},{"jsonPath":"$.a[1]","nullValue":"NULL_VALUE"},{"jsonPath":"$['x.y']","stringValue":""}],"willContinue":true}}
{"functionCall":{}})"),
            R"({"city":"Paris","n":2,"a":[{"b":true},null],"x.y":""})");
}

TEST_F(AnswerDecoderTest, ArgumentsInOnePieceAreAllOfThem) {
  EXPECT_EQ(args(R"({"functionCall":{"name":"f","partialArgs":[{"jsonPath":"$.a","numberValue":1}]}})"), R"({"a":1})");
  EXPECT_EQ(args(R"({"functionCall":{"name":"f","args":{},"partialArgs":[{"jsonPath":"$.a","numberValue":1}]}})"),
            R"({"a":1})");
  EXPECT_EQ(args(R"({"functionCall":{"name":"f","partialArgs":[]}})"), "{}");
}

TEST_F(AnswerDecoderTest, WholeArgumentsMayFollowAnAnnouncement) {
  EXPECT_EQ(args(R"({"functionCall":{"name":"f","willContinue":true}}
{"functionCall":{"args":{"a":1}}})"),
            R"({"a":1})");
}

TEST_F(AnswerDecoderTest, ACallInPiecesThatNobodyEndsEndsWithTheAnswerOrTheNextPart) {
  EXPECT_EQ(
      args(R"({"functionCall":{"name":"f","partialArgs":[{"jsonPath":"$.a","numberValue":1}],"willContinue":true}})"),
      R"({"a":1})");
  EXPECT_EQ(args(R"({"functionCall":{"name":"f","partialArgs":[{"jsonPath":"$.a","numberValue":1}],"willContinue":true}}
{"functionCall":{"name":"g","partialArgs":[{"jsonPath":"$.b","numberValue":2}]}}
{"text":"so"})"),
            R"({"a":1}{"b":2})");
}

TEST_F(AnswerDecoderTest, CallsWithoutIdsGetThem) {
  const kit::Decoded read = parts(R"({"functionCall":{"name":"f","args":{}}},{"functionCall":{"name":"f","args":{}}})");
  const auto& calls = read.seen.fold.parts();
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_TRUE(sdk::view(calls[0].start.id).starts_with("call_"));
  EXPECT_NE(sdk::view(calls[0].start.id), sdk::view(calls[1].start.id));
}

TEST_F(AnswerDecoderTest, EveryFinishReasonHasItsMeaning) {
  const struct {
    const char* reason;
    aip_enum finish;
  } kCases[] = {
      {"STOP", AIP_FINISH_STOP},
      {"MAX_TOKENS", AIP_FINISH_LENGTH},
      {"SAFETY", AIP_FINISH_FILTER},
      {"RECITATION", AIP_FINISH_FILTER},
      {"LANGUAGE", AIP_FINISH_FILTER},
      {"BLOCKLIST", AIP_FINISH_FILTER},
      {"PROHIBITED_CONTENT", AIP_FINISH_FILTER},
      {"SPII", AIP_FINISH_FILTER},
      {"MODEL_ARMOR", AIP_FINISH_FILTER},
      {"IMAGE_SAFETY", AIP_FINISH_FILTER},
      {"IMAGE_PROHIBITED_CONTENT", AIP_FINISH_FILTER},
      {"IMAGE_RECITATION", AIP_FINISH_FILTER},
      {"IMAGE_OTHER", AIP_FINISH_FILTER},
      {"NO_IMAGE", AIP_FINISH_ERROR},
      {"MALFORMED_FUNCTION_CALL", AIP_FINISH_ERROR},
      {"MALFORMED_RESPONSE", AIP_FINISH_ERROR},
      {"MISSING_THOUGHT_SIGNATURE", AIP_FINISH_ERROR},
      {"UNEXPECTED_TOOL_CALL", AIP_FINISH_ERROR},
      {"TOO_MANY_TOOL_CALLS", AIP_FINISH_ERROR},
      {"OTHER", AIP_FINISH_OTHER},
      {"SOMETHING_NEW", AIP_FINISH_OTHER},
      {"FINISH_REASON_UNSPECIFIED", 0},
  };
  for (const auto& test : kCases) EXPECT_EQ(finish(test.reason), test.finish) << test.reason;
  EXPECT_EQ(finish("STOP", R"({"functionCall":{"name":"f"}})"), AIP_FINISH_TOOL);
  EXPECT_EQ(finish("MAX_TOKENS", R"({"functionCall":{"name":"f"}})"), AIP_FINISH_LENGTH);
}

TEST_F(AnswerDecoderTest, SafetyRatingsThatAChunkSaysAnewReplaceThoseBefore) {
  const kit::Decoded read = decode(stream(
      R"({"candidates":[{"content":{"parts":[{"text":"a"}]},"safetyRatings":[{"category":"C","probability":"LOW"}]}]}
{"candidates":[{"content":{"parts":[{"text":"b"}]},"safetyRatings":[{"category":"C","probability":"HIGH"}],"finishReason":"STOP"}]})"));
  json::Document answer;
  const std::string body = driver_.encode(*whole(), read.seen.fold).body;
  ASSERT_EQ(answer.parse(body), json::Error::kNone);
  for (const json::Value candidate : answer.root().find("candidates").elements()) {
    EXPECT_EQ(candidate.find("safetyRatings").raw(), R"([{"category":"C","probability":"HIGH"}])") << body;
  }
  EXPECT_EQ(answer.root().find("candidates").size(), 1U);
}

TEST_F(AnswerDecoderTest, CandidatesBeyondAllThatVendorsMakeAreOne) {
  std::string candidates;
  for (const std::string_view index : {"0", "126", "127", "128", "4000000000", "-1"}) {
    candidates.append(candidates.empty() ? "" : ",")
        .append(R"({"finishReason":"STOP","index":)")
        .append(index)
        .append("}");
  }
  const kit::Decoded read = decode(stream("{\"candidates\":[" + candidates + "]}"));
  EXPECT_EQ(to_lines(read.seen.events),
            "START\nFINISH finish=1 text=STOP\nFINISH choice=126 finish=1 text=STOP\n"
            "FINISH choice=127 finish=1 text=STOP\nEND\n");
}

TEST_F(AnswerDecoderTest, WhatIsNoAnswerIsAFault) {
  for (const char* body : {"[1]", "{}", "[]x", "null", R"({"choices":[]})"}) {
    const kit::Decoded read = decode(document(body));
    EXPECT_TRUE(read.rc == AIP_E_UPSTREAM_PROTOCOL) << body;
  }
  EXPECT_FALSE(decode(document("[]")).seen.fold.ended());
}

TEST_F(AnswerDecoderTest, AStreamThatComesAsOneArrayIsRead) {
  const kit::Decoded read = decode(
      document(R"([{"candidates":[{"content":{"parts":[{"text":"a"}]}}]},{"candidates":[{"finishReason":"STOP"}]}])"));
  EXPECT_EQ(read.seen.fold.text(0, AIP_PART_TEXT), "a");
  EXPECT_TRUE(read.seen.fold.ended());
}

TEST_F(AnswerDecoderTest, AnErrorInTheStreamIsTheLast) {
  const kit::Decoded read = decode(stream(R"({"error":{"code":503,"message":"busy","status":"UNAVAILABLE"}}
{"candidates":[{"finishReason":"STOP"}]})"));
  EXPECT_EQ(to_lines(read.seen.events), "ERROR class=-7 message=busy\n");
}

TEST_F(AnswerDecoderTest, ThoughtsAreCountedBesideTheOutputAndToolsBesideThePrompt) {
  const kit::Decoded read = decode(stream(
      R"({"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"toolUsePromptTokenCount":2,"candidatesTokenCount":4,"thoughtsTokenCount":5,"cachedContentTokenCount":1,"totalTokenCount":14}})"));
  EXPECT_EQ(verdict(read.seen.events), "USAGE usage=5/9/14 cached=1 reasoning=5\nEND\n");
}

}  // namespace
}  // namespace aipool::gemini
