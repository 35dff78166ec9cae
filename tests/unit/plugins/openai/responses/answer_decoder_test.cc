// SPDX-License-Identifier: MIT
#include "responses_test.h"

namespace aipool::openai::responses {
namespace {

class AnswerDecoderTest : public ResponsesTest {
 protected:
  std::string seen(const kit::Reply& reply) {
    const auto asked = request(std::string(reply.body.starts_with("{") ? kAsk : kAskStream));
    const kit::Decoded result = driver_.decode(*asked, reply);
    EXPECT_EQ(result.rc, AIP_OK);
    return to_lines(result.seen.events);
  }
};

TEST_F(AnswerDecoderTest, AWholeResponseGivesThePartsOfItsItems) {
  EXPECT_EQ(seen(document(R"({"id":"resp_1","object":"response","created_at":5,"status":"completed","model":"g",
      "service_tier":"default","temperature":1,"output":[{"type":"reasoning","id":"rs","summary":[],"encrypted_content":"s"},
      {"type":"web_search_call","id":"ws"},{"type":"message","id":"msg","phase":"final","content":[{"type":"output_text",
      "text":"a","annotations":[{"q":1}],"logprobs":[{"l":1}]},{"type":"refusal","refusal":"no"}]},{"type":"function_call",
      "id":"fc","call_id":"c","name":"f","arguments":"{}","namespace":"n"}],"usage":{"input_tokens":3,"output_tokens":4,
      "total_tokens":7,"input_tokens_details":{"cached_tokens":1},"output_tokens_details":{"reasoning_tokens":2}}})")),
            R"(START created=5 id=resp_1 name=g +service_tier="default"
PART_START reasoning0 flags=4 id=rs
SIGN reasoning0 text=s
PART_END reasoning0
OPAQUE id=ws name=web_search_call json={"type":"web_search_call","id":"ws"}
PART_START text1 id=msg
EXTRA text1 +phase="final"
PROBS json=[{"l":1}]
DELTA text1 text=a
ANNOTATE citation1 json={"q":1}
PART_END text1
PART_START refusal2 id=msg
DELTA refusal2 text=no
PART_END refusal2
PART_START call3 id=c name=f +namespace="n"
DELTA call3 text={}
PART_END call3
FINISH finish=3
USAGE usage=3/4/7 cached=1 reasoning=2
END
)");
}

TEST_F(AnswerDecoderTest, WhatAStreamDoesNotSayPieceByPieceItSaysAtTheEnd) {
  EXPECT_EQ(seen(stream(R"({"type":"response.created","response":{"id":"i","model":"g","output":[]}}
{"type":"response.output_item.added","output_index":0,"item":{"type":"message","id":"m","content":[]}}
{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a"}
{"type":"response.output_text.done","output_index":0,"content_index":0,"text":"a"}
{"type":"response.output_item.done","output_index":0,"item":{"type":"message","id":"m","content":[{"type":"output_text","text":"a"}]}}
{"type":"response.brand_new","output_index":0,"x":1}
{"type":"response.output_item.done","output_index":1,"item":{"type":"custom_tool_call","call_id":"c","name":"g","input":"raw"}}
{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[{},{},{"type":"message","content":[{"type":"output_text","text":"b"}]}]}})")),
            R"(START id=i name=g
PART_START text0 id=m
DELTA text0 text=a
PART_END text0
PART_START call1 flags=2 id=c name=g
DELTA call1 text=raw
PART_END call1
PART_START text2
DELTA text2 text=b
PART_END text2
FINISH finish=2 text=max_output_tokens
END
)");
}

TEST_F(AnswerDecoderTest, SummariesArePartsAndTheSealSignsTheLast) {
  EXPECT_EQ(seen(stream(R"({"type":"response.output_item.added","output_index":0,"item":{"type":"reasoning","id":"r","summary":[]}}
{"type":"response.reasoning_summary_part.added","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":""}}
{"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"x"}
{"type":"response.reasoning_summary_part.done","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":"x"}}
{"type":"response.reasoning_summary_part.added","output_index":0,"summary_index":1,"part":{"type":"summary_text","text":""}}
{"type":"response.reasoning_summary_text.done","output_index":0,"summary_index":1,"text":"y"}
{"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","id":"r","summary":[],"encrypted_content":"s"}}
{"type":"response.completed","response":{"id":"i","status":"completed"}})")),
            R"(PART_START reasoning0 flags=8 id=r
DELTA reasoning0 text=x
PART_END reasoning0
PART_START reasoning1 flags=8 id=r
DELTA reasoning1 text=y
SIGN reasoning1 text=s
PART_END reasoning1
START id=i
FINISH finish=1
END
)");
}

TEST_F(AnswerDecoderTest, SummaryAndContentAtOneIndexAreTwoParts) {
  EXPECT_EQ(seen(stream(R"({"type":"response.output_item.added","output_index":0,"item":{"type":"reasoning","id":"r","summary":[]}}
{"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"x"}
{"type":"response.reasoning_text.delta","output_index":0,"content_index":0,"delta":"y"}
{"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","id":"r","summary":[{"type":"summary_text","text":"x"}],"content":[{"type":"reasoning_text","text":"y"}]}}
{"type":"response.completed","response":{"id":"i","status":"completed"}})")),
            R"(PART_START reasoning0 flags=8 id=r
DELTA reasoning0 text=x
PART_END reasoning0
PART_START reasoning1 id=r
DELTA reasoning1 text=y
PART_END reasoning1
START id=i
FINISH finish=1
END
)");
}

TEST_F(AnswerDecoderTest, AnItemThatIsAnnouncedAgainIsOne) {
  EXPECT_EQ(seen(stream(R"({"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","id":"f1","call_id":"c","name":"f"}}
{"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","id":"f1","call_id":"c","name":"f"}}
{"type":"response.output_item.done","output_index":0,"item":{"type":"function_call","id":"f1","call_id":"c","name":"f","arguments":"{}"}}
{"type":"response.completed","response":{"id":"i","status":"completed"}})")),
            R"(PART_START call0 id=c name=f
DELTA call0 text={}
PART_END call0
START id=i
FINISH finish=3
END
)");
}

TEST_F(AnswerDecoderTest, TheEventSaysThatAnAnswerIsIncompleteWhereTheResponseDoesNot) {
  EXPECT_EQ(seen(stream(R"({"type":"response.incomplete","response":{"id":"i","incomplete_details":{"reason":"max_output_tokens"}}})")),
            "START id=i\nFINISH finish=2 text=max_output_tokens\nEND\n");
}

TEST_F(AnswerDecoderTest, FailuresAreErrorsInEachOfTheirForms) {
  const std::string flat = seen(stream(R"({"type":"error","code":"rate_limit_exceeded","message":"slow","param":null})"));
  EXPECT_EQ(flat, "ERROR class=-5 message=slow\n");
  EXPECT_EQ(seen(stream(R"({"type":"error","error":{"type":"insufficient_quota","code":"insufficient_quota","message":"m"}}
{"type":"response.failed","response":{"status":"failed","error":{"message":"again"}}})")),
            "ERROR class=-6 message=m\n");
  EXPECT_EQ(seen(document(R"({"id":"i","status":"failed","output":[],"error":{"code":"server_error","message":"m"}})")),
            "START id=i\nERROR class=-17 message=m\n");
}

TEST_F(AnswerDecoderTest, WithoutItsLastEventAStreamIsCut) {
  const std::string lines = seen(stream(R"({"type":"response.created","response":{"id":"i"}}
[DONE])"));
  EXPECT_EQ(lines.find("END"), std::string::npos) << lines;
}

TEST_F(AnswerDecoderTest, DocumentsOfAnotherShapeAreTheUpstreamsFault) {
  for (const char* body : {"{}", "[]", "nope", R"({"output":{}})"}) {
    EXPECT_EQ(driver_.decode(*request(std::string(kAsk)), document(body)).rc, AIP_E_UPSTREAM_PROTOCOL) << body;
    EXPECT_EQ(driver_.decode(*passing(request(std::string(kAsk))), document(body)).rc, AIP_E_UPSTREAM_PROTOCOL) << body;
  }
}

}  // namespace
}  // namespace aipool::openai::responses
