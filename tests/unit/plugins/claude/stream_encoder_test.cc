// SPDX-License-Identifier: MIT
#include <random>

#include "messages_test.h"

namespace aipool::claude {
namespace {

namespace ev = sdk::events;

class StreamEncoderTest : public MessagesTest {
 protected:
  std::string encode(const std::vector<aip_event>& events) {
    request_ = request(R"({"model":"m","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"x"}]})");
    const kit::Encoded result = driver_.encode(*request_, kit::Replay(events));
    EXPECT_EQ(result.rc, AIP_OK);
    EXPECT_EQ(result.content_type, "text/event-stream; charset=utf-8");
    return result.body;
  }
  aip_event own(aip_event event) const {
    event.origin = own_;
    return event;
  }
  static std::string frame(std::string_view type, std::string_view members = "") {
    return "event: " + std::string(type) + "\ndata: {\"type\":\"" + std::string(type) + "\"" +
           (members.empty() ? "" : ",") + std::string(members) + "}\n\n";
  }
  static constexpr std::string_view kNoUsage =
      R"({"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0})";
  static std::string begun(std::string_view usage = kNoUsage) {
    return frame("message_start", R"("message":{"id":"msg_1","type":"message","role":"assistant","model":"g","content":[],)"
                                  R"("stop_reason":null,"stop_sequence":null,"usage":)" + std::string(usage) + "}");
  }
  static std::string block(int index, std::string_view start, std::string_view deltas = "") {
    return frame("content_block_start", "\"index\":" + std::to_string(index) + ",\"content_block\":" + std::string(start)) +
           std::string(deltas) + frame("content_block_stop", "\"index\":" + std::to_string(index));
  }
  static std::string delta(int index, std::string_view body) {
    return frame("content_block_delta", "\"index\":" + std::to_string(index) + ",\"delta\":" + std::string(body));
  }
  static std::string ended(std::string_view reason, std::string_view usage = kNoUsage) {
    return frame("message_delta", R"("delta":{"stop_reason":")" + std::string(reason) +
                                      R"(","stop_sequence":null},"usage":)" + std::string(usage)) +
           frame("message_stop");
  }

  const aip_event start_ = ev::start("msg_1", "g", 5);
  std::unique_ptr<kit::Request> request_;
};

TEST_F(StreamEncoderTest, TextThoughtsAndCallsAreBlocksOneAfterTheOther) {
  EXPECT_EQ(encode({start_, ev::part_start(0, 0, AIP_PART_REASONING), ev::delta(0, 0, AIP_PART_REASONING, "Hm"),
                    own(ev::signature(0, 0, AIP_PART_REASONING, "s", own_)), ev::part_end(0, 0, AIP_PART_REASONING),
                    ev::part_start(0, 1, AIP_PART_TEXT), ev::delta(0, 1, AIP_PART_TEXT, "a\"\n"),
                    ev::part_end(0, 1, AIP_PART_TEXT), ev::part_start(0, 2, AIP_PART_TOOL_CALL, "c", "f"),
                    ev::delta(0, 2, AIP_PART_TOOL_CALL, "{}"), ev::part_end(0, 2, AIP_PART_TOOL_CALL),
                    ev::finish(0, AIP_FINISH_STOP), ev::end()}),
            begun() +
                block(0, R"({"type":"thinking","thinking":"","signature":""})",
                      delta(0, R"({"type":"thinking_delta","thinking":"Hm"})") +
                          delta(0, R"({"type":"signature_delta","signature":"s"})")) +
                block(1, R"({"type":"text","text":""})", delta(1, R"({"type":"text_delta","text":"a\"\n"})")) +
                block(2, R"({"type":"tool_use","id":"c","name":"f","input":{}})",
                      delta(2, R"({"type":"input_json_delta","partial_json":"{}"})")) +
                ended("tool_use"));
}

TEST_F(StreamEncoderTest, CallsThatInterleaveWaitForEachOther) {
  EXPECT_EQ(encode({start_, ev::part_start(0, 0, AIP_PART_TOOL_CALL, "a", "f"),
                    ev::part_start(0, 1, AIP_PART_TOOL_CALL, "b", "g"), ev::delta(0, 1, AIP_PART_TOOL_CALL, "{\"y\""),
                    ev::delta(0, 0, AIP_PART_TOOL_CALL, "{}"), ev::delta(0, 1, AIP_PART_TOOL_CALL, ":1}"),
                    ev::part_end(0, 0, AIP_PART_TOOL_CALL), ev::part_end(0, 1, AIP_PART_TOOL_CALL),
                    ev::finish(0, AIP_FINISH_TOOL), ev::end()}),
            begun() +
                block(0, R"({"type":"tool_use","id":"a","name":"f","input":{}})",
                      delta(0, R"({"type":"input_json_delta","partial_json":"{}"})")) +
                block(1, R"({"type":"tool_use","id":"b","name":"g","input":{}})",
                      delta(1, R"({"type":"input_json_delta","partial_json":"{\"y\":1}"})")) +
                ended("tool_use"));
}

TEST_F(StreamEncoderTest, TheMessageBeginsWithTheUsageThatIsKnownAndEndsWithTheLast) {
  aip_usage first{};
  first.struct_size = sizeof first;
  first.present = AIP_COUNT_INPUT | AIP_COUNT_CACHE_READ;
  first.input = 10;
  first.cache_read = 4;
  aip_usage last = first;
  last.output = 7;
  last.reasoning = 2;
  last.present |= AIP_COUNT_OUTPUT | AIP_COUNT_REASONING;
  EXPECT_EQ(encode({start_, ev::usage(first), ev::part_start(0, 0, AIP_PART_TEXT), ev::part_end(0, 0, AIP_PART_TEXT),
                    ev::finish(0, AIP_FINISH_LENGTH), ev::usage(last), ev::end()}),
            begun(R"({"input_tokens":6,"cache_creation_input_tokens":0,"cache_read_input_tokens":4,"output_tokens":0})") +
                block(0, R"({"type":"text","text":""})") +
                ended("max_tokens", R"({"input_tokens":6,"cache_creation_input_tokens":0,"cache_read_input_tokens":4,)"
                                    R"("output_tokens":7,"output_tokens_details":{"thinking_tokens":2}})"));
}

TEST_F(StreamEncoderTest, StopReasonsAndTheSequenceThatMatched) {
  const struct {
    aip_enum finish;
    const char* word;
  } kCases[] = {{AIP_FINISH_STOP, "end_turn"},     {AIP_FINISH_LENGTH, "max_tokens"}, {AIP_FINISH_TOOL, "tool_use"},
                {AIP_FINISH_FILTER, "refusal"},    {AIP_FINISH_PAUSE, "pause_turn"},  {AIP_FINISH_ERROR, "end_turn"},
                {AIP_FINISH_OTHER, "end_turn"}};
  for (const auto& test : kCases) EXPECT_EQ(encode({start_, ev::finish(0, test.finish), ev::end()}), begun() + ended(test.word));
  EXPECT_NE(encode({start_, ev::finish(0, AIP_FINISH_SEQUENCE, "", "END"), ev::end()})
                .find(R"("stop_reason":"stop_sequence","stop_sequence":"END")"),
            std::string::npos);
  EXPECT_NE(encode({start_, own(ev::finish(0, AIP_FINISH_OTHER, "compaction")), ev::end()}).find(R"("compaction")"),
            std::string::npos);
}

TEST_F(StreamEncoderTest, WhatHasNoBlockIsALoss) {
  const std::string body =
      encode({start_, ev::part_start(0, 0, AIP_PART_AUDIO), ev::delta(0, 0, AIP_PART_AUDIO, "AA"),
              ev::part_start(1, 0, AIP_PART_TEXT), ev::delta(1, 0, AIP_PART_TEXT, "second"),
              ev::logprobs(0, "{}", other_), ev::part_start(0, 1, AIP_PART_REASONING, {}, {}, AIP_PART_FLAG_REDACTED),
              ev::finish(0, AIP_FINISH_STOP), ev::end()});
  EXPECT_EQ(body, begun() + ended("end_turn"));
  EXPECT_EQ(loss_pointers(*request_), (std::vector<std::string>{"/content/0", "/content/0", "/content/0", "/content/1"}));
}

TEST_F(StreamEncoderTest, AnErrorIsTheLastEvent) {
  aip_error error{};
  error.struct_size = sizeof error;
  error.error_class = AIP_E_OVERLOADED;
  error.message = sdk::bytes("busy");
  const std::string body = encode({start_, ev::part_start(0, 0, AIP_PART_TEXT), ev::error(error), ev::end()});
  EXPECT_NE(body.find("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}"),
            std::string::npos);
  EXPECT_EQ(body.find("message_stop"), std::string::npos);
}

// Reads a stream as strict clients do; says what is wrong with it.
std::string grammar_fault(std::string_view body) {
  int open = -1;
  int next = 0;
  bool begun = false;
  bool finished = false;
  bool ended = false;
  while (!body.empty()) {
    const std::size_t end = body.find("\n\n");
    const std::string_view data = body.substr(body.find("data: ") + 6, end - body.find("data: ") - 6);
    body.remove_prefix(end + 2);
    json::Document document;
    if (document.parse(data) != json::Error::kNone) return "no JSON: " + std::string(data);
    const std::string type = document.root().find("type").string();
    const int index = static_cast<int>(document.root().find("index").int64().value_or(-1));
    if (type == "ping") continue;
    if (ended) return type + " after the end";
    if (type == "message_start") {
      if (begun) return "a second start";
      begun = true;
    } else if (!begun) {
      return type + " before the start";
    } else if (type == "content_block_start") {
      if (open >= 0 || finished || index != next) return "a block out of order";
      open = next++;
    } else if (type == "content_block_delta") {
      if (index != open) return "a delta of another block";
    } else if (type == "content_block_stop") {
      if (index != open) return "the end of another block";
      open = -1;
    } else if (type == "message_delta") {
      if (open >= 0 || finished) return "finished within a block";
      finished = true;
    } else if (type == "message_stop") {
      if (!finished) return "ended before it was finished";
      ended = true;
    }
  }
  return ended ? "" : "no end";
}

TEST_F(StreamEncoderTest, NoOrderOfEventsMakesAStreamThatClientsBreakOn) {
  std::mt19937 random(7);
  constexpr aip_enum kKinds[] = {AIP_PART_TEXT, AIP_PART_REASONING, AIP_PART_TOOL_CALL, AIP_PART_REFUSAL, AIP_PART_AUDIO};
  for (int round = 0; round < 400; ++round) {
    std::vector<aip_event> events;
    if (random() % 4 != 0) events.push_back(start_);
    for (std::size_t left = random() % 20; left > 0; --left) {
      const auto part = static_cast<std::uint32_t>(random() % 4);
      const aip_enum kind = kKinds[random() % 5];
      const aip_event choices[] = {ev::part_start(0, part, kind, "id", "f"), ev::delta(0, part, kind, "x"),
                                   ev::part_end(0, part, kind),
                                   own(ev::signature(0, part, kind, "s", own_)),
                                   own(ev::annotation(0, part, "{}", own_)),
                                   ev::finish(0, AIP_FINISH_STOP), ev::make(AIP_EVENT_PING)};
      events.push_back(choices[random() % std::size(choices)]);
    }
    events.push_back(ev::end());
    const std::string body = encode(events);
    ASSERT_EQ(grammar_fault(body), "") << body;
  }
}

}  // namespace
}  // namespace aipool::claude
