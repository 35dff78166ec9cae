// SPDX-License-Identifier: MIT
#include <random>

#include "generate_test.h"

namespace aipool::gemini {
namespace {

namespace ev = sdk::events;

class StreamEncoderTest : public GenerateTest {
 protected:
  std::string encode(const std::vector<aip_event>& events, std::string_view query = "?alt=sse") {
    request_ = streaming(query);
    const kit::Encoded result = driver_.encode(*request_, kit::Replay(events));
    EXPECT_EQ(result.rc, AIP_OK);
    EXPECT_EQ(result.content_type, query == "?alt=sse" ? "text/event-stream" : "application/json; charset=UTF-8");
    return result.body;
  }
  aip_event own(aip_event event) const {
    event.origin = own_;
    return event;
  }
  static std::string frame(std::string_view json) { return "data: " + std::string(json) + "\r\n\r\n"; }
  static std::string chunk(std::string_view parts, std::string_view members = "") {
    return frame(R"({"candidates":[{"content":{"parts":[)" + std::string(parts) + R"(],"role":"model"},"index":0)" +
                 std::string(members) + R"(}],"modelVersion":"g","responseId":"r"})");
  }
  static std::string last(std::string_view reason) {
    return frame(R"({"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":")" +
                 std::string(reason) + R"(","index":0}],"modelVersion":"g","responseId":"r"})");
  }

  const aip_event start_ = ev::start("r", "g", 5);
  std::unique_ptr<kit::Request> request_;
};

TEST_F(StreamEncoderTest, TextGoesOutAsItComesAndCallsWhole) {
  EXPECT_EQ(encode({start_, ev::part_start(0, 0, AIP_PART_REASONING), ev::delta(0, 0, AIP_PART_REASONING, "Hm"),
                    ev::part_end(0, 0, AIP_PART_REASONING), ev::part_start(0, 1, AIP_PART_TEXT),
                    ev::delta(0, 1, AIP_PART_TEXT, "a\"\n"), ev::delta(0, 1, AIP_PART_TEXT, "b"),
                    ev::part_end(0, 1, AIP_PART_TEXT), ev::part_start(0, 2, AIP_PART_TOOL_CALL, "c", "f"),
                    ev::delta(0, 2, AIP_PART_TOOL_CALL, "{\"x\":"), ev::delta(0, 2, AIP_PART_TOOL_CALL, "1}"),
                    ev::part_end(0, 2, AIP_PART_TOOL_CALL), ev::finish(0, AIP_FINISH_TOOL), ev::end()}),
            chunk(R"({"text":"Hm","thought":true})") + chunk(R"({"text":"a\"\n"})") + chunk(R"({"text":"b"})") +
                chunk(R"({"functionCall":{"id":"c","name":"f","args":{"x":1}}})") + last("STOP"));
}

TEST_F(StreamEncoderTest, CallsThatInterleaveComeWholeInTheOrderOfTheirEnds) {
  EXPECT_EQ(encode({start_, ev::part_start(0, 0, AIP_PART_TOOL_CALL, "a", "f"),
                    ev::part_start(0, 1, AIP_PART_TOOL_CALL, "b", "g"), ev::delta(0, 1, AIP_PART_TOOL_CALL, "{\"y\""),
                    ev::delta(0, 0, AIP_PART_TOOL_CALL, "{}"), ev::delta(0, 1, AIP_PART_TOOL_CALL, ":1}"),
                    ev::part_end(0, 1, AIP_PART_TOOL_CALL), ev::part_end(0, 0, AIP_PART_TOOL_CALL),
                    ev::finish(0, AIP_FINISH_TOOL), ev::end()}),
            chunk(R"({"functionCall":{"id":"b","name":"g","args":{"y":1}}})") +
                chunk(R"({"functionCall":{"id":"a","name":"f","args":{}}})") + last("STOP"));
}

TEST_F(StreamEncoderTest, WhatHasNotEndedAtTheEndGoesOutBeforeIt) {
  EXPECT_EQ(
      encode({start_, ev::part_start(0, 0, AIP_PART_TOOL_CALL, "a", "f"), ev::finish(0, AIP_FINISH_TOOL), ev::end()}),
      chunk(R"({"functionCall":{"id":"a","name":"f","args":{}}})") + last("STOP"));
}

TEST_F(StreamEncoderTest, ASignatureFollowsItsTextOrStandsBesideItsCall) {
  EXPECT_EQ(encode({start_, ev::part_start(0, 0, AIP_PART_TEXT), ev::delta(0, 0, AIP_PART_TEXT, "a"),
                    own(ev::signature(0, 0, AIP_PART_TEXT, "s", own_)), ev::part_end(0, 0, AIP_PART_TEXT),
                    ev::part_start(0, 1, AIP_PART_TOOL_CALL, "c", "f"),
                    own(ev::signature(0, 1, AIP_PART_TOOL_CALL, "t", own_)), ev::part_end(0, 1, AIP_PART_TOOL_CALL),
                    ev::finish(0, AIP_FINISH_TOOL), ev::end()}),
            chunk(R"({"text":"a"})") + chunk(R"({"text":"","thoughtSignature":"s"})") +
                chunk(R"({"functionCall":{"id":"c","name":"f","args":{}},"thoughtSignature":"t"})") + last("STOP"));
}

TEST_F(StreamEncoderTest, FinishReasonsOfOthers) {
  const struct {
    aip_enum finish;
    const char* word;
  } kCases[] = {{AIP_FINISH_STOP, "STOP"},     {AIP_FINISH_LENGTH, "MAX_TOKENS"}, {AIP_FINISH_TOOL, "STOP"},
                {AIP_FINISH_FILTER, "SAFETY"}, {AIP_FINISH_SEQUENCE, "STOP"},     {AIP_FINISH_PAUSE, "STOP"},
                {AIP_FINISH_ERROR, "OTHER"},   {AIP_FINISH_OTHER, "OTHER"}};
  for (const auto& test : kCases) EXPECT_EQ(encode({start_, ev::finish(0, test.finish), ev::end()}), last(test.word));
  EXPECT_EQ(encode({start_, own(ev::finish(0, AIP_FINISH_FILTER, "IMAGE_OTHER")), ev::end()}), last("IMAGE_OTHER"));
}

TEST_F(StreamEncoderTest, TheLastChunkHasTheUsage) {
  aip_usage usage{};
  usage.struct_size = sizeof usage;
  usage.present = AIP_COUNT_INPUT | AIP_COUNT_OUTPUT | AIP_COUNT_REASONING;
  usage.input = 3;
  usage.output = 9;
  usage.reasoning = 5;
  const std::string body = encode({start_, ev::usage(usage), ev::finish(0, AIP_FINISH_STOP), ev::end()});
  EXPECT_NE(
      body.find(
          R"("usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":4,"totalTokenCount":12,"thoughtsTokenCount":5})"),
      std::string::npos)
      << body;
}

TEST_F(StreamEncoderTest, WhatHasNoFormIsALoss) {
  encode({start_, ev::part_start(0, 0, AIP_PART_REASONING, {}, {}, AIP_PART_FLAG_REDACTED),
          ev::part_start(0, 1, AIP_PART_TOOL_CALL, "c", "f", AIP_PART_FLAG_HOSTED), ev::annotation(0, 2, "{}", other_),
          ev::logprobs(0, "{}", other_), ev::make(AIP_EVENT_OPAQUE), ev::end()});
  EXPECT_EQ(loss_pointers(*request_),
            (std::vector<std::string>{"/content/0", "/content/1", "/content/2", "/content/0", "/content/0"}));
}

TEST_F(StreamEncoderTest, AnErrorEndsTheStreamInEitherForm) {
  aip_error error{};
  error.struct_size = sizeof error;
  error.error_class = AIP_E_OVERLOADED;
  error.retry_after_ms = -1;
  error.message = sdk::bytes("busy");
  const std::vector<aip_event> events = {start_, ev::part_start(0, 0, AIP_PART_TEXT),
                                         ev::delta(0, 0, AIP_PART_TEXT, "a"), ev::error(error), ev::end()};
  const std::string_view told = R"({"error":{"code":503,"message":"busy","status":"UNAVAILABLE"}})";
  EXPECT_EQ(encode(events), chunk(R"({"text":"a"})") + frame(told));
  const std::string array = encode(events, "");
  EXPECT_TRUE(array.ends_with(std::string(told) + "]")) << array;
}

// Reads a stream as strict clients do; says what is wrong with it.
std::string grammar_fault(std::string_view body, bool events) {
  json::Document document;
  std::vector<std::string> chunks;
  if (events) {
    while (!body.empty()) {
      if (body.starts_with("\r\n")) {  // a ping
        body.remove_prefix(2);
        continue;
      }
      const std::size_t end = body.find("\r\n\r\n");
      if (!body.starts_with("data: ") || end == std::string_view::npos) return "no event: " + std::string(body);
      chunks.emplace_back(body.substr(6, end - 6));
      body.remove_prefix(end + 4);
    }
  } else {
    if (document.parse(body) != json::Error::kNone || !document.root().is_array()) return "no array";
    for (const json::Value chunk : document.root().elements()) chunks.emplace_back(chunk.raw());
  }
  bool finished = false;
  for (const std::string& chunk : chunks) {
    if (finished) return "something after the end";
    if (chunk.find('\n') != std::string::npos && events) return "a line end in an event";
    if (document.parse(chunk) != json::Error::kNone || !document.root().is_object()) return "no JSON: " + chunk;
    if (!document.root().find("responseId").is_string()) return "no id: " + chunk;
    for (const json::Value candidate : document.root().find("candidates").elements()) {
      finished = finished || candidate.find("finishReason").is_string();
      if (!candidate.find("index").int64()) return "no index: " + chunk;
      if (candidate.find("content").find("parts").size() == 0) return "no parts: " + chunk;
      for (const json::Value part : candidate.find("content").find("parts").elements()) {
        const json::Value call = part.find("functionCall");
        const bool sound =
            part.find("text").is_string() || part.find("inlineData").find("data").is_string() ||
            (call.find("args").is_object() && call.find("name").is_string() && call.find("id").is_string());
        if (!sound) return "a part without a form: " + chunk;
      }
    }
  }
  return chunks.empty() ? "nothing" : "";
}

TEST_F(StreamEncoderTest, NoOrderOfEventsMakesAStreamThatClientsBreakOn) {
  std::mt19937 random(7);
  constexpr aip_enum kKinds[] = {AIP_PART_TEXT, AIP_PART_REASONING, AIP_PART_TOOL_CALL, AIP_PART_REFUSAL,
                                 AIP_PART_AUDIO};
  for (int round = 0; round < 800; ++round) {
    std::vector<aip_event> events;
    if (random() % 4 != 0) events.push_back(start_);
    for (std::size_t left = random() % 20; left > 0; --left) {
      const auto choice = static_cast<std::uint32_t>(random() % 2);
      const auto part = static_cast<std::uint32_t>(random() % 4);
      const aip_enum kind = kKinds[random() % 5];
      const aip_event choices[] = {ev::part_start(choice, part, kind, "id", "f"),
                                   ev::delta(choice, part, kind, "x\n"),
                                   ev::delta(choice, part, kind, "{\n}"),
                                   ev::part_end(choice, part, kind),
                                   own(ev::signature(choice, part, kind, "s", own_)),
                                   own(ev::annotation(choice, part, "{}", own_)),
                                   own(ev::logprobs(choice, "{\n}", own_)),
                                   ev::make(AIP_EVENT_PING)};
      events.push_back(choices[random() % std::size(choices)]);
    }
    if (random() % 4 != 0) events.push_back(ev::finish(0, AIP_FINISH_STOP));
    events.push_back(ev::end());
    for (const std::string_view query : {"?alt=sse", ""}) {
      const std::string body = encode(events, query);
      ASSERT_EQ(grammar_fault(body, query == "?alt=sse"), "") << body;
    }
  }
}

}  // namespace
}  // namespace aipool::gemini
