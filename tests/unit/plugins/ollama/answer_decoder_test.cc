// SPDX-License-Identifier: MIT
#include "ollama_test.h"

namespace aipool::ollama {
namespace {

class AnswerDecoderTest : public OllamaTest {
 protected:
  std::string read(std::string_view body) {
    request_ = asks(true);
    const kit::Decoded seen = driver_.decode(*request_, lines(body));
    EXPECT_EQ(seen.rc, AIP_OK);
    return to_lines(seen.seen.events);
  }

  std::unique_ptr<kit::Request> request_;
};

TEST_F(AnswerDecoderTest, LinesOfAStream) {
  EXPECT_EQ(
      read(R"({"model":"g","created_at":"t","message":{"role":"assistant","content":"","thinking":"hm"},"done":false}
{"model":"g","created_at":"t","message":{"role":"assistant","content":"a"},"done":false}
{"model":"g","created_at":"t","message":{"role":"assistant","content":"b"},"done":false}
{"model":"g","created_at":"t","message":{"role":"assistant","content":""},"done":true,"done_reason":"length","total_duration":5,"prompt_eval_count":3,"eval_count":4}
)"),
      R"(START name=g
PART_START reasoning0
DELTA reasoning0 text=hm
PART_END reasoning0
PART_START text1
DELTA text1 text=a
DELTA text1 text=b
PART_END text1
FINISH finish=2 text=length
USAGE usage=3/4/0 cached=0 reasoning=0
END
)");
}

TEST_F(AnswerDecoderTest, CallsComeWhole) {
  EXPECT_EQ(
      read(
          R"({"model":"g","message":{"role":"assistant","content":"","tool_calls":[{"function":{"index":0,"name":"f","arguments":{"a": 1}}},{"id":"c","function":{"name":"g","arguments":{}}}]},"done":false}
{"model":"g","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop"}
)"),
      R"(START name=g
PART_START call0 name=f
DELTA call0 text={"a": 1}
PART_END call0
PART_START call1 id=c name=g
DELTA call1 text={}
PART_END call1
FINISH finish=3 text=stop
END
)");
}

TEST_F(AnswerDecoderTest, GenerateSaysResponse) {
  EXPECT_EQ(read(R"({"model":"g","response":"","thinking":"t","done":false}
{"model":"g","response":"a","done":false}
{"model":"g","response":"","done":true,"done_reason":"stop","context":[1,2],"eval_count":1}
)"),
            R"(START name=g
PART_START reasoning0
DELTA reasoning0 text=t
PART_END reasoning0
PART_START text1
DELTA text1 text=a
EXTRA all +context=[1,2]
PART_END text1
FINISH finish=1 text=stop
USAGE usage=0/1/0 cached=0 reasoning=0
END
)");
}

TEST_F(AnswerDecoderTest, WhatNobodyMapsIsExtra) {
  EXPECT_EQ(
      read(
          R"({"model":"g","remote_host":"h","message":{"role":"assistant","content":"a","images":["AA=="]},"logprobs":[{"token":"a"}],"done":true}
)"),
      R"(START name=g +remote_host="h"
PROBS json=[{"token":"a"}]
EXTRA name=message +images=["AA=="]
PART_START text0
DELTA text0 text=a
PART_END text0
FINISH finish=1
END
)");
}

TEST_F(AnswerDecoderTest, OnlyDoneIsAnEnd) {
  EXPECT_EQ(read(R"({"model":"g","message":{"role":"assistant","content":"a"},"done":false})"),
            "START name=g\nPART_START text0\nDELTA text0 text=a\n");
  EXPECT_EQ(read(""), "");
}

TEST_F(AnswerDecoderTest, AnErrorEndsIt) {
  EXPECT_EQ(read("{\"model\":\"g\",\"message\":{\"content\":\"a\"},\"done\":false}\n{\"error\":\"broken\"}\n"
                 "{\"model\":\"g\",\"message\":{\"content\":\"b\"},\"done\":true}\n"),
            "START name=g\nPART_START text0\nDELTA text0 text=a\nERROR class=-17 message=broken\n");
}

TEST_F(AnswerDecoderTest, AModelThatWasLoaded) {
  EXPECT_EQ(read(R"({"model":"g","message":{"role":"assistant","content":""},"done_reason":"load","done":true})"),
            "START name=g\nFINISH finish=8 text=load\nEND\n");
}

TEST_F(AnswerDecoderTest, WhatIsNoObjectMakesNoSense) {
  const auto made = asks(true);
  EXPECT_EQ(driver_.decode(*made, lines("[1]\n")).rc, AIP_E_UPSTREAM_PROTOCOL);
  EXPECT_EQ(driver_.decode(*made, lines("{\"a\n")).rc, AIP_E_UPSTREAM_PROTOCOL);
}

TEST_F(AnswerDecoderTest, ADocumentForWhoWantedAStream) {
  const auto made = asks(true);
  const kit::Decoded seen =
      driver_.decode(*made, document("{\n\"model\":\"g\",\"message\":{\"content\":\"a\"},\n\"done\":true}"));
  EXPECT_EQ(seen.framing, AIP_FRAMING_WHOLE);
  EXPECT_TRUE(seen.seen.fold.ended());
}

}  // namespace
}  // namespace aipool::ollama
