// SPDX-License-Identifier: MIT
#include "chat_test.h"

namespace aipool::openai {
namespace {

namespace ev = sdk::events;

class StreamEncoderTest : public ChatTest {
 protected:
  std::string encode(const std::vector<aip_event>& events, std::string_view members = "") {
    request_ = decoded(R"({"model":"m","stream":true,"messages":[{"role":"user"}])" + std::string(members) + "}");
    const kit::Encoded result = driver_.encode(*request_, kit::Replay(events));
    EXPECT_EQ(result.rc, AIP_OK);
    EXPECT_EQ(result.content_type, "text/event-stream; charset=utf-8");
    return result.body;
  }
  // One chunk as this encoder writes it.
  static std::string chunk(std::string_view delta, std::string_view finish = "null", std::string_view tail = "") {
    return R"(data: {"id":"c","object":"chat.completion.chunk","created":5,"model":"g","choices":[{"index":0,"delta":{)" +
           std::string(delta) + R"(},"logprobs":null,"finish_reason":)" + std::string(finish) + "}]" +
           std::string(tail) + "}\n\n";
  }
  static std::string role(std::string_view content = "\"\"", std::string_view tail = "") {
    return chunk(R"("role":"assistant","content":)" + std::string(content) + R"(,"refusal":null)", "null", tail);
  }
  aip_event own(aip_event event) const {
    event.origin = own_;
    return event;
  }

  const aip_event start_ = ev::start("c", "g", 5);
  const std::string done_ = "data: [DONE]\n\n";
  std::unique_ptr<kit::Request> request_;
};

TEST_F(StreamEncoderTest, RoleFirstThenTextThenFinishThenDone) {
  EXPECT_EQ(encode({start_, ev::part_start(0, 0, AIP_PART_TEXT), ev::delta(0, 0, AIP_PART_TEXT, "a\"\n"),
                    ev::part_end(0, 0, AIP_PART_TEXT), ev::finish(0, AIP_FINISH_STOP), ev::end()}),
            role() + chunk(R"("content":"a\"\n")") + chunk("", R"("stop")") + done_);
}

TEST_F(StreamEncoderTest, UsageOnlyIfAskedFor) {
  aip_usage usage{};
  usage.struct_size = sizeof usage;
  usage.input = 3;
  usage.output = 2;
  usage.present = AIP_COUNT_INPUT | AIP_COUNT_OUTPUT;
  const std::vector<aip_event> events = {start_, ev::finish(0, AIP_FINISH_STOP), ev::usage(usage), ev::end()};
  EXPECT_EQ(encode(events), role() + chunk("", R"("stop")") + done_);
  EXPECT_EQ(
      encode(events, R"(,"stream_options":{"include_usage":true})"),
      role("\"\"", R"(,"usage":null)") + chunk("", R"("stop")", R"(,"usage":null)") +
          R"(data: {"id":"c","object":"chat.completion.chunk","created":5,"model":"g","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0}}})" +
          "\n\n" + done_);
}

TEST_F(StreamEncoderTest, CallsAreCountedByThemselves) {
  EXPECT_EQ(
      encode({start_, ev::part_start(0, 0, AIP_PART_TEXT), ev::delta(0, 0, AIP_PART_TEXT, "x"),
              ev::part_end(0, 0, AIP_PART_TEXT), ev::part_start(0, 3, AIP_PART_TOOL_CALL, "a", "f"),
              ev::delta(0, 3, AIP_PART_TOOL_CALL, "{}"), ev::part_end(0, 3, AIP_PART_TOOL_CALL),
              ev::part_start(0, 5, AIP_PART_TOOL_CALL, "b", "g"), ev::part_end(0, 5, AIP_PART_TOOL_CALL),
              ev::finish(0, AIP_FINISH_STOP), ev::end()}),
      role() + chunk(R"("content":"x")") +
          chunk(R"("tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}])") +
          chunk(R"("tool_calls":[{"index":0,"function":{"arguments":"{}"}}])") +
          chunk(R"("tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":""}}])") +
          chunk(R"("tool_calls":[{"index":1,"function":{"arguments":"{}"}}])") + chunk("", R"("tool_calls")") + done_);
}

TEST_F(StreamEncoderTest, ACallFirstMakesContentNullAndMissingIdsAreMade) {
  const std::vector<aip_event> events = {start_, ev::part_start(0, 0, AIP_PART_TOOL_CALL, "", "f"), ev::end()};
  const std::string body = encode(events);
  EXPECT_TRUE(body.starts_with(role("null")));
  EXPECT_NE(body.find(R"("id":"call_)"), std::string::npos);
  EXPECT_EQ(body, encode(events));
}

TEST_F(StreamEncoderTest, CustomCallsAndThoughts) {
  EXPECT_EQ(encode({start_, ev::part_start(0, 0, AIP_PART_REASONING), ev::delta(0, 0, AIP_PART_REASONING, "hm"),
                    ev::part_end(0, 0, AIP_PART_REASONING),
                    ev::part_start(0, 1, AIP_PART_TOOL_CALL, "a", "g", AIP_PART_FLAG_CUSTOM),
                    ev::delta(0, 1, AIP_PART_TOOL_CALL, "free"), ev::part_end(0, 1, AIP_PART_TOOL_CALL),
                    ev::finish(0, AIP_FINISH_TOOL), ev::end()}),
            role() + chunk(R"("reasoning_content":"hm")") +
                chunk(R"("tool_calls":[{"index":0,"id":"a","type":"custom","custom":{"name":"g","input":""}}])") +
                chunk(R"("tool_calls":[{"index":0,"custom":{"input":"free"}}])") + chunk("", R"("tool_calls")") +
                done_);
}

TEST_F(StreamEncoderTest, LegacyClientsGetOneFunctionCall) {
  EXPECT_EQ(
      encode({start_, ev::part_start(0, 0, AIP_PART_TOOL_CALL, "a", "f"), ev::delta(0, 0, AIP_PART_TOOL_CALL, "{}"),
              ev::part_start(0, 1, AIP_PART_TOOL_CALL, "b", "f"), ev::finish(0, AIP_FINISH_TOOL), ev::end()},
             R"(,"functions":[{"name":"f"}])"),
      role("null") + chunk(R"("function_call":{"name":"f","arguments":""})") +
          chunk(R"("function_call":{"arguments":"{}"})") + chunk("", R"("function_call")") + done_);
  EXPECT_EQ(request_->call().losses().size(), 1U);
}

TEST_F(StreamEncoderTest, OwnExtrasAndLogprobsRideWithTheNextChunk) {
  const aip_extra tier = {own_, 0, sdk::bytes("service_tier"), sdk::bytes(R"("flex")")};
  const aip_extra groq = {own_, 1, sdk::bytes("x_groq"), sdk::bytes("{}")};
  const aip_extra all[] = {tier, groq};
  aip_event start = start_;
  start.extras = sdk::extras(all);
  aip_event message = ev::extra(0, {&groq, 1});
  message.name = sdk::bytes("message");
  const std::string body =
      encode({start, ev::part_start(0, 0, AIP_PART_TEXT), ev::logprobs(0, R"({"content":[1]})", own_), message,
              ev::delta(0, 0, AIP_PART_TEXT, "x"), ev::end()});
  EXPECT_EQ(
      body,
      R"(data: {"id":"c","object":"chat.completion.chunk","created":5,"model":"g","service_tier":"flex","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"x_groq":{}})"
      "\n\n"
      R"(data: {"id":"c","object":"chat.completion.chunk","created":5,"model":"g","service_tier":"flex","choices":[{"index":0,"delta":{"content":"x","x_groq":{}},"logprobs":{"content":[1]},"finish_reason":null}]})"
      "\n\n" +
          done_);
}

TEST_F(StreamEncoderTest, WhatAChunkCannotCarryIsALoss) {
  const aip_extra foreign = {other_, 0, sdk::bytes("k"), sdk::bytes("1")};
  aip_event start = start_;
  start.extras = {&foreign, 1};
  const std::string body = encode({start, ev::part_start(0, 0, AIP_PART_IMAGE), ev::delta(0, 0, AIP_PART_IMAGE, "AAAA"),
                                   ev::part_start(0, 1, AIP_PART_REASONING, "", "", AIP_PART_FLAG_REDACTED),
                                   ev::delta(0, 1, AIP_PART_REASONING, "sealed"),
                                   ev::part_start(0, 2, AIP_PART_TOOL_CALL, "h", "search", AIP_PART_FLAG_HOSTED),
                                   ev::delta(0, 2, AIP_PART_TOOL_CALL, "{}"), ev::annotation(0, 3, "{}", other_),
                                   ev::logprobs(0, "{}", other_), ev::finish(0, AIP_FINISH_STOP), ev::end()});
  EXPECT_EQ(body, role() + chunk("", R"("stop")") + done_);
  EXPECT_EQ(request_->call().losses().size(), 6U);
}

TEST_F(StreamEncoderTest, OwnFinishWordsAreKeptAndOthersMapped) {
  const auto word = [&](aip_event finish) {
    const std::string body = encode({start_, finish, ev::end()});
    const std::size_t at = body.rfind("\"finish_reason\":") + 16;
    return body.substr(at, body.find('}', at) - at);
  };
  EXPECT_EQ(word(own(ev::finish(0, AIP_FINISH_OTHER, "abandoned"))), R"("abandoned")");
  EXPECT_EQ(word(ev::finish(0, AIP_FINISH_OTHER, "abandoned")), R"("stop")");
  EXPECT_EQ(word(ev::finish(0, AIP_FINISH_SEQUENCE)), R"("stop")");
  EXPECT_EQ(word(ev::finish(0, AIP_FINISH_PAUSE)), R"("stop")");
  EXPECT_EQ(word(ev::finish(0, AIP_FINISH_LENGTH)), R"("length")");
  EXPECT_EQ(word(ev::finish(0, AIP_FINISH_FILTER)), R"("content_filter")");
}

TEST_F(StreamEncoderTest, AnErrorIsTheLastThingAndHasNoDone) {
  aip_error error{};
  error.struct_size = sizeof error;
  error.error_class = AIP_E_UPSTREAM_PROTOCOL;
  error.message = sdk::bytes("cut");
  const std::string expected =
      R"(data: {"error":{"message":"cut","type":"server_error","param":null,"code":"bad_upstream"}})"
      "\n\n";
  EXPECT_EQ(encode({start_, ev::error(error), ev::finish(0, AIP_FINISH_STOP), ev::end()}), expected);
  EXPECT_EQ(driver_.encode_error(*request_, error, AIP_ERROR_IN_STREAM).body, expected);
}

TEST_F(StreamEncoderTest, ChoicesHaveTheirOwnRoleAndFinish) {
  const std::string body = encode({start_, ev::part_start(0, 0, AIP_PART_TEXT), ev::part_start(1, 0, AIP_PART_TEXT),
                                   ev::delta(1, 0, AIP_PART_TEXT, "b"), ev::delta(0, 0, AIP_PART_TEXT, "a"),
                                   ev::finish(1, AIP_FINISH_STOP), ev::finish(0, AIP_FINISH_STOP), ev::end()});
  const kit::Decoded again =
      driver_.decode(*request_, {.headers = {{"content-type", "text/event-stream"}}, .body = body});
  EXPECT_EQ(again.seen.fold.text(0, AIP_PART_TEXT), "a");
  EXPECT_EQ(again.seen.fold.text(1, AIP_PART_TEXT), "b");
  EXPECT_TRUE(again.seen.fold.ended());
}

TEST_F(StreamEncoderTest, PingBecomesAComment) { EXPECT_EQ(encode({ev::ping()}), ": keep-alive\n\n"); }

}  // namespace
}  // namespace aipool::openai
