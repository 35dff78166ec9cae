// SPDX-License-Identifier: MIT
#include "kiro_test.h"

namespace aipool::kiro {
namespace {

class AnswerDecoderTest : public KiroTest {
 protected:
  static std::string use(std::string_view payload) { return event("toolUseEvent", payload); }
};

TEST_F(AnswerDecoderTest, TextAndWhatStandsAtTheEnd) {
  EXPECT_EQ(events_of(says("Hi") + says(" Hi") + stops() + event("meteringEvent", R"({"unit":"credit","usage":0.1})")),
            "START name=m\nPART_START text0\nDELTA text0 text=Hi\nDELTA text0 text= Hi\nPART_END text0\n"
            "FINISH finish=1 text=END_TURN\nEND\n");
}

TEST_F(AnswerDecoderTest, APayloadMayStandUnderItsOwnName) {
  EXPECT_EQ(events_of(event("assistantResponseEvent", R"({"assistantResponseEvent":{"content":"x"}})") +
                      event("unheardOfEvent", R"({"a":1})") + stops()),
            "START name=m\nPART_START text0\nDELTA text0 text=x\nPART_END text0\nFINISH finish=1 text=END_TURN\nEND\n");
}

TEST_F(AnswerDecoderTest, FragmentsOfCallsInterleave) {
  EXPECT_EQ(events_of(says("a") + use(R"({"toolUseId":"t1","name":"f","input":"{}"})") +
                      use(R"({"toolUseId":"t2","name":"g","input":"{\"x\""})") +
                      use(R"({"toolUseId":"t1","name":"f","input":"{\"y\":1}"})") +
                      use(R"({"toolUseId":"t2","input":":2}","stop":true})") +
                      use(R"({"toolUseId":"t1","stop":true})") + stops()),
            "START name=m\nPART_START text0\nDELTA text0 text=a\nPART_END text0\n"
            "PART_START call1 id=t1 name=f\nPART_START call2 id=t2 name=g\nDELTA call2 text={\"x\"\n"
            "DELTA call1 text={\"y\":1}\nDELTA call2 text=:2}\nPART_END call2\nPART_END call1\n"
            "FINISH finish=3 text=END_TURN\nEND\n");
}

TEST_F(AnswerDecoderTest, ArgumentsMayBeAnObjectOrNothing) {
  EXPECT_EQ(events_of(use(R"({"toolUseId":"t1","name":"f","input":{"a":1},"stop":true})") +
                      use(R"({"toolUseId":"t2","name":"g","input":{},"stop":true})") +
                      use(R"({"toolUseId":"t3","name":"h","stop":true})") + stops()),
            "START name=m\nPART_START call0 id=t1 name=f\nDELTA call0 text={\"a\":1}\nPART_END call0\n"
            "PART_START call1 id=t2 name=g\nDELTA call1 text={}\nPART_END call1\n"
            "PART_START call2 id=t3 name=h\nDELTA call2 text={}\nPART_END call2\nFINISH finish=3 text=END_TURN\nEND\n");
}

// The service closes silently at its own limit of output.
TEST_F(AnswerDecoderTest, ACallThatIsCutEndsAsTooLong) {
  EXPECT_EQ(events_of(use(R"({"toolUseId":"t1","name":"f","input":"{\"a\": \"b"})")),
            "START name=m\nPART_START call0 id=t1 name=f\nDELTA call0 text={\"a\": \"b\nPART_END call0\nFINISH "
            "finish=2\nEND\n");
  EXPECT_EQ(events_of(use(R"({"toolUseId":"t1","name":"f"})")),
            "START name=m\nPART_START call0 id=t1 name=f\nPART_END call0\nFINISH finish=2\nEND\n");
}

TEST_F(AnswerDecoderTest, AWholeCallNeedsNoStop) {
  EXPECT_EQ(events_of(use(R"({"toolUseId":"t1","name":"f","input":"{\"a\":1}"})") + stops()),
            "START name=m\nPART_START call0 id=t1 name=f\nDELTA call0 text={\"a\":1}\nPART_END call0\n"
            "FINISH finish=3 text=END_TURN\nEND\n");
}

TEST_F(AnswerDecoderTest, AnswersNeedAnEnd) {
  for (const std::string_view last :
       {"messageStopEvent", "metadataEvent", "messageMetadataEvent", "contextUsageEvent", "meteringEvent"}) {
    EXPECT_TRUE(events_of(says("x") + event(last, "{}")).ends_with("END\n")) << last;
  }
  for (const std::string_view other : {"metricsEvent", "followupPromptEvent"}) {
    EXPECT_FALSE(events_of(says("x") + event(other, "{}")).ends_with("END\n")) << other;
  }
}

TEST_F(AnswerDecoderTest, UsageIsEstimatedAndMarked) {
  asked_ = foreign();
  asked_->canonical().upstream_model = sdk::bytes("claude-sonnet-4.5");
  const kit::Decoded seen = driver_.decode(
      *asked_, reply(says("four letters make one") + event("contextUsageEvent", R"({"contextUsagePercentage":2.5})")));
  const aip_usage* usage = seen.seen.fold.usage();
  ASSERT_NE(usage, nullptr);
  EXPECT_EQ(usage->flags, AIP_USAGE_ESTIMATED);
  EXPECT_EQ(usage->total, 5000u);
  EXPECT_EQ(usage->output, 6u);
  EXPECT_EQ(usage->input, 4994u);
}

TEST_F(AnswerDecoderTest, TheContextOfAModelIsAnOption) {
  kit::Request& request = asks({}, {{"context_windows", R"({"claude-x":"1000"})"}});
  request.canonical().upstream_model = sdk::bytes("claude-x");
  const kit::Decoded seen =
      driver_.decode(request, reply(says("x") + event("contextUsageEvent", R"({"contextUsagePercentage":50})")));
  EXPECT_EQ(seen.seen.fold.usage()->total, 500u);
}

TEST_F(AnswerDecoderTest, CountsOfTheServiceAreNoEstimates) {
  asked_ = foreign();
  const kit::Decoded seen = driver_.decode(
      *asked_,
      reply(says("x") + event("metadataEvent", R"({"stopReason":"END_TURN","tokenUsage":{"uncachedInputTokens":5,
               "cacheReadInputTokens":3,"cacheWriteInputTokens":2,"outputTokens":7}})") +
            event("contextUsageEvent", R"({"contextUsagePercentage":50})")));
  const aip_usage* usage = seen.seen.fold.usage();
  ASSERT_NE(usage, nullptr);
  EXPECT_EQ(usage->flags, 0u);
  EXPECT_EQ(usage->input, 10u);
  EXPECT_EQ(usage->cache_read, 3u);
  EXPECT_EQ(usage->output, 7u);
  EXPECT_EQ(usage->total, 17u);
}

TEST_F(AnswerDecoderTest, AFullContextIsAnAnswerCutShort) {
  EXPECT_NE(events_of(says("x") + event("contextUsageEvent", R"({"contextUsagePercentage":100.0})")).find("finish=2"),
            std::string::npos);
}

TEST_F(AnswerDecoderTest, ExceptionsAreErrorsOfTheirClass) {
  struct Row {
    std::string_view type;
    std::string_view payload;
    std::int32_t error_class;
  };
  constexpr Row kRows[] = {
      {"ThrottlingException", R"({"message":"slow"})", AIP_E_RATE_LIMITED},
      {"ThrottlingException", R"({"message":"busy","reason":"INSUFFICIENT_MODEL_CAPACITY"})", AIP_E_OVERLOADED},
      {"ValidationException", R"({"message":"Improperly formed request."})", AIP_E_INVALID_REQUEST},
      {"AccessDeniedException", R"({"message":"no"})", AIP_E_PERMISSION},
      {"InternalServerException", R"({"message":"x"})", AIP_E_INTERNAL},
      {"ServiceQuotaExceededException", "{}", AIP_E_QUOTA},
      {"ModelNotReadyException", "not JSON", AIP_E_OVERLOADED},
      {"ContentLengthExceededException", R"({"message":"long"})", AIP_E_CONTEXT_LENGTH},
  };
  for (const Row& row : kRows) {
    asked_ = foreign();
    const kit::Decoded seen =
        driver_.decode(*asked_, reply(exception(row.type, row.payload) + says("never") + stops()));
    ASSERT_TRUE(seen.seen.fold.failed()) << row.type;
    EXPECT_EQ(seen.seen.fold.error()->error_class, row.error_class) << row.type;
    EXPECT_EQ(seen.seen.fold.text(0, AIP_PART_TEXT), "");
  }
  EXPECT_NE(events_of(event("invalidStateEvent", R"({"reason":"R","message":"m"})")).find("ERROR"), std::string::npos);
}

TEST_F(AnswerDecoderTest, AnErrorFrameHasItsWordsInItsHeaders) {
  const std::string frame =
      frame_of(string_header(":message-type", "error") + string_header(":error-code", "ThrottlingX") +
                   string_header(":error-message", "too fast"),
               "");
  EXPECT_EQ(events_of(frame), "ERROR class=-5 message=too fast\n");
}

TEST_F(AnswerDecoderTest, AnAnswerThatGrewTooLongIsCutAndOneThatNeverBeganIsRefused) {
  const std::string too_long = exception("ContentLengthExceededException", R"({"message":"Input is too long."})");
  EXPECT_EQ(events_of(says("x") + too_long),
            "START name=m\nPART_START text0\nDELTA text0 text=x\nPART_END text0\nFINISH finish=2\nEND\n");
  EXPECT_EQ(events_of(too_long), "ERROR class=-11 message=prompt is too long: Input is too long.\n");
}

}  // namespace
}  // namespace aipool::kiro
