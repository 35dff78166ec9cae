// SPDX-License-Identifier: MIT
#include <vector>

#include "ollama_test.h"

namespace aipool::ollama {
namespace {

using namespace sdk::events;

class StreamEncoderTest : public OllamaTest {
 protected:
  // Lines without what all have in common.
  std::string written(const std::vector<aip_event>& events, std::string path = "/api/chat", std::string body = {}) {
    if (body.empty()) body = R"({"model":"m","messages":[{"role":"user","content":"x"}]})";
    request_ = sent(std::move(path), std::move(body));
    const kit::Encoded made = driver_.encode(*request_, kit::Replay(events));
    EXPECT_EQ(made.content_type, "application/x-ndjson");
    std::string text = made.body;
    constexpr std::string_view kTime = R"("created_at":")";
    for (std::size_t at = text.find(kTime); at != std::string::npos; at = text.find(kTime, at)) {
      constexpr std::size_t kLength = 24 + 2;  // "2026-01-01T00:00:00.000Z" and what follows
      text.erase(at, kTime.size() + kLength);
    }
    return text;
  }

  static aip_usage usage(std::uint64_t input, std::uint64_t output) {
    aip_usage made{};
    made.struct_size = sizeof made;
    made.present = AIP_COUNT_INPUT | AIP_COUNT_OUTPUT;
    made.input = input;
    made.output = output;
    return made;
  }

  std::unique_ptr<kit::Request> request_;
};

TEST_F(StreamEncoderTest, TextThoughtsAndTheEnd) {
  const aip_usage counts = usage(3, 4);
  EXPECT_EQ(
      written({start("id", "g", 0), part_start(0, 0, AIP_PART_REASONING), delta(0, 0, AIP_PART_REASONING, "hm"),
               part_end(0, 0, AIP_PART_REASONING), part_start(0, 1, AIP_PART_TEXT), delta(0, 1, AIP_PART_TEXT, "a\n"),
               part_end(0, 1, AIP_PART_TEXT), finish(0, AIP_FINISH_LENGTH), sdk::events::usage(counts), end()}),
      R"({"model":"g","message":{"role":"assistant","content":"","thinking":"hm"},"done":false}
{"model":"g","message":{"role":"assistant","content":"a\n"},"done":false}
{"model":"g","message":{"role":"assistant","content":""},"done":true,"done_reason":"length","total_duration":1000000,"load_duration":1000000,"prompt_eval_count":3,"prompt_eval_duration":1000000,"eval_count":4,"eval_duration":1000000}
)");
}

TEST_F(StreamEncoderTest, GenerateSaysResponse) {
  const std::string text = written({start("", "", 0), part_start(0, 0, AIP_PART_TEXT), delta(0, 0, AIP_PART_TEXT, "a"),
                                    part_end(0, 0, AIP_PART_TEXT), finish(0, AIP_FINISH_STOP), end()},
                                   "/ollama/api/generate", R"({"model":"m","prompt":"x"})");
  EXPECT_EQ(text.substr(0, text.find("\"total")), R"({"model":"m","response":"a","done":false}
{"model":"m","response":"","done":true,"done_reason":"stop",)");
}

TEST_F(StreamEncoderTest, CallsGoOutWholeInTheOrderOfTheirEnds) {
  const std::string text = written({start("", "", 0), part_start(0, 0, AIP_PART_TOOL_CALL, "c0", "f"),
                                    part_start(0, 1, AIP_PART_TOOL_CALL, "c1", "g"),
                                    delta(0, 0, AIP_PART_TOOL_CALL, "{\"a\""), delta(0, 1, AIP_PART_TOOL_CALL, "oops"),
                                    delta(0, 0, AIP_PART_TOOL_CALL, ":1}"), part_end(0, 1, AIP_PART_TOOL_CALL),
                                    part_end(0, 0, AIP_PART_TOOL_CALL), finish(0, AIP_FINISH_TOOL), end()});
  EXPECT_EQ(
      text.substr(0, text.find(",\"total")),
      R"({"model":"m","message":{"role":"assistant","content":"","tool_calls":[{"id":"c1","function":{"index":0,"name":"g","arguments":{}}}]},"done":false}
{"model":"m","message":{"role":"assistant","content":"","tool_calls":[{"id":"c0","function":{"index":1,"name":"f","arguments":{"a":1}}}]},"done":false}
{"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop")");
  EXPECT_EQ(loss_pointers(*request_), (std::vector<std::string>{"/content/1/arguments"}));
}

TEST_F(StreamEncoderTest, ALineIsOneLine) {
  const std::string text =
      written({start("", "", 0), part_start(0, 0, AIP_PART_TOOL_CALL, "c", "f"),
               delta(0, 0, AIP_PART_TOOL_CALL, "{\r\n \"a\": \"b\\n\"\n}"), part_end(0, 0, AIP_PART_TOOL_CALL)});
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  EXPECT_NE(text.find(R"("arguments":{   "a": "b\n" })"), std::string::npos) << text;
}

TEST_F(StreamEncoderTest, ACallWithoutAnIdGetsOneAndFreeFormInputIsAnObject) {
  const std::string text =
      written({start("", "", 0), part_start(0, 0, AIP_PART_TOOL_CALL, "", "f", AIP_PART_FLAG_CUSTOM),
               delta(0, 0, AIP_PART_TOOL_CALL, "raw"), part_end(0, 0, AIP_PART_TOOL_CALL), end()});
  EXPECT_NE(text.find(R"("id":"call_)"), std::string::npos);
  EXPECT_NE(text.find(R"("arguments":{"input":"raw"})"), std::string::npos);
}

TEST_F(StreamEncoderTest, AnErrorIsALineAndTheEnd) {
  const sdk::Fault fault{AIP_E_OVERLOADED, "busy"};
  const aip_error error = sdk::error_of(fault);
  EXPECT_EQ(written({start("", "", 0), sdk::events::error(error), end()}), "{\"error\":\"busy\"}\n");
}

TEST_F(StreamEncoderTest, AKeepAliveIsALineWithoutText) {
  EXPECT_EQ(written({start("", "g", 0), ping()}),
            "{\"model\":\"g\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":false}\n");
}

TEST_F(StreamEncoderTest, WhatHasNoPlaceIsALoss) {
  aip_event audio = part_start(0, 0, AIP_PART_AUDIO);
  aip_event foreign_probs = logprobs(0, "{}", other_);
  const std::string text = written(
      {start("", "", 0), audio, delta(0, 0, AIP_PART_AUDIO, "AA"),
       part_start(0, 1, AIP_PART_REASONING, "", "", AIP_PART_FLAG_REDACTED), part_start(1, 0, AIP_PART_TEXT),
       delta(1, 0, AIP_PART_TEXT, "other"), annotation(0, 2, "{}", other_), foreign_probs,
       part_start(0, 3, AIP_PART_TOOL_CALL, "", "x", AIP_PART_FLAG_HOSTED), finish(0, AIP_FINISH_FILTER), end()});
  EXPECT_EQ(text.find("other"), std::string::npos);
  EXPECT_EQ(request_->call().losses().size(), 7U);
}

TEST_F(StreamEncoderTest, WhatAnUpstreamOfThisProtocolSaysComesBack) {
  constexpr std::string_view kBody =
      R"({"model":"g","remote_host":"h","message":{"role":"assistant","content":"a"},"logprobs":[{"token":"a"}],"done":false}
{"model":"g","message":{"role":"assistant","content":""},"done":true,"done_reason":"unload","total_duration":7,"eval_count":2,"context":[1]}
)";
  const auto made = asks(true);
  const std::string written = driver_.encode(*made, kit::Replay(driver_.decode(*made, lines(kBody)).seen.events)).body;
  const kit::Decoded again = driver_.decode(*made, lines(written));
  EXPECT_EQ(to_lines(again.seen.events), to_lines(driver_.decode(*made, lines(kBody)).seen.events));
  EXPECT_NE(written.find(R"("total_duration":7,"eval_count":2)"), std::string::npos) << written;
}

}  // namespace
}  // namespace aipool::ollama
