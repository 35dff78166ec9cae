// SPDX-License-Identifier: MIT
#include <random>

#include "event_grammar.h"
#include "responses_test.h"

namespace aipool::openai::responses {
namespace {

namespace ev = sdk::events;

class StreamEncoderTest : public ResponsesTest {
 protected:
  std::string encode(const std::vector<aip_event>& events) {
    request_ = request(std::string(kAskStream));
    const kit::Encoded result = driver_.encode(*request_, kit::Replay(events));
    EXPECT_EQ(result.rc, AIP_OK);
    EXPECT_EQ(result.content_type, "text/event-stream; charset=utf-8");
    return result.body;
  }
  aip_event own(aip_event event) const {
    event.origin = own_;
    return event;
  }
  // The types of the events, and the last response's `member`.
  static std::vector<std::string> types(std::string_view body) {
    std::vector<std::string> all;
    for (std::size_t at = body.find("event: "); at != std::string_view::npos; at = body.find("event: ", at + 1)) {
      all.emplace_back(body.substr(at + 16 > body.size() ? at : at + 7, body.find('\n', at) - at - 7));
    }
    return all;
  }
  static std::string last(std::string_view body, std::string_view member) {
    const std::size_t at = body.rfind("data: ");
    json::Document document;
    const std::string text(body.substr(at + 6));
    EXPECT_EQ(document.parse(text), json::Error::kNone) << text;
    return std::string(document.root().find("response").find(member).raw());
  }

  const aip_event start_ = ev::start("resp_1", "g", 5);
  std::unique_ptr<kit::Request> request_;
};

TEST_F(StreamEncoderTest, AnItemOfEachKindHasItsEventsInPairs) {
  const std::string body =
      encode({start_, ev::part_start(0, 0, AIP_PART_REASONING), ev::delta(0, 0, AIP_PART_REASONING, "Hm"),
              ev::part_end(0, 0, AIP_PART_REASONING), ev::part_start(0, 1, AIP_PART_TEXT),
              ev::delta(0, 1, AIP_PART_TEXT, "a\"\n"), ev::part_end(0, 1, AIP_PART_TEXT),
              ev::part_start(0, 2, AIP_PART_TOOL_CALL, "c", "f"), ev::part_end(0, 2, AIP_PART_TOOL_CALL),
              ev::finish(0, AIP_FINISH_TOOL), ev::end()});
  EXPECT_EQ(types(body),
            (std::vector<std::string>{
                "response.created", "response.in_progress", "response.output_item.added",
                "response.reasoning_summary_part.added", "response.reasoning_summary_text.delta",
                "response.reasoning_summary_text.done", "response.reasoning_summary_part.done",
                "response.output_item.done", "response.output_item.added", "response.content_part.added",
                "response.output_text.delta", "response.output_text.done", "response.content_part.done",
                "response.output_item.done", "response.output_item.added", "response.function_call_arguments.delta",
                "response.function_call_arguments.done", "response.output_item.done", "response.completed"}));
  EXPECT_EQ(grammar_fault(body), "");
  EXPECT_EQ(last(body, "status"), "\"completed\"");
  EXPECT_NE(last(body, "output").find(R"("call_id":"c","name":"f","arguments":"{}")"), std::string::npos);
}

TEST_F(StreamEncoderTest, PartsThatInterleaveWaitForEachOther) {
  const std::string body = encode({start_, ev::part_start(0, 0, AIP_PART_TOOL_CALL, "a", "f"),
                                   ev::part_start(0, 1, AIP_PART_TOOL_CALL, "b", "g"),
                                   ev::delta(0, 1, AIP_PART_TOOL_CALL, "[1"), ev::delta(0, 0, AIP_PART_TOOL_CALL, "{}"),
                                   ev::delta(0, 1, AIP_PART_TOOL_CALL, "]"), ev::part_end(0, 0, AIP_PART_TOOL_CALL),
                                   ev::part_end(0, 1, AIP_PART_TOOL_CALL), ev::finish(0, AIP_FINISH_TOOL), ev::end()});
  EXPECT_EQ(grammar_fault(body), "");
  EXPECT_NE(last(body, "output").find(R"("name":"g","arguments":"[1]")"), std::string::npos);
}

TEST_F(StreamEncoderTest, WhatCutItShortIsSaidOfTheLastItemAndOfAll) {
  const std::string body = encode({start_, ev::part_start(0, 0, AIP_PART_TEXT), ev::delta(0, 0, AIP_PART_TEXT, "a"),
                                   ev::part_end(0, 0, AIP_PART_TEXT), ev::finish(0, AIP_FINISH_LENGTH), ev::end()});
  EXPECT_EQ(types(body).back(), "response.incomplete");
  EXPECT_EQ(last(body, "incomplete_details"), R"({"reason":"max_output_tokens"})");
  EXPECT_NE(last(body, "output").find(R"("status":"incomplete")"), std::string::npos);
}

TEST_F(StreamEncoderTest, AnErrorIsSaidInBothWaysAndIsTheEnd) {
  aip_error error{};
  error.struct_size = sizeof error;
  error.error_class = AIP_E_OVERLOADED;
  error.message = sdk::bytes("busy");
  const std::string body = encode({start_, ev::part_start(0, 0, AIP_PART_TEXT), ev::delta(0, 0, AIP_PART_TEXT, "a"),
                                   ev::error(error), ev::end()});
  EXPECT_EQ(grammar_fault(body), "");
  EXPECT_NE(body.find(R"({"type":"error","code":"overloaded","message":"busy","param":null,"sequence_number":5})"),
            std::string::npos);
  EXPECT_EQ(last(body, "error"), R"({"code":"overloaded","message":"busy"})");
}

TEST_F(StreamEncoderTest, TextsOfOneMessageAreItsPartsAndSummariesOfOneThoughtItsSummaries) {
  const auto text = [&](std::uint32_t part, std::string_view id) {
    return own(ev::part_start(0, part, AIP_PART_TEXT, id));
  };
  const auto thought = [&](std::uint32_t part) {
    return own(ev::part_start(0, part, AIP_PART_REASONING, "rs_1", {}, AIP_PART_FLAG_SUMMARY));
  };
  const std::string body = encode(
      {start_, thought(0), ev::delta(0, 0, AIP_PART_REASONING, "x"), ev::part_end(0, 0, AIP_PART_REASONING), thought(1),
       ev::delta(0, 1, AIP_PART_REASONING, "y"), own(ev::signature(0, 1, AIP_PART_REASONING, "seal", own_)),
       ev::part_end(0, 1, AIP_PART_REASONING), text(2, "msg_1"), ev::delta(0, 2, AIP_PART_TEXT, "a"),
       own(ev::annotation(0, 2, R"({"q":1})", own_)), ev::part_end(0, 2, AIP_PART_TEXT), text(3, "msg_1"),
       ev::part_end(0, 3, AIP_PART_TEXT), text(4, "msg_2"), ev::part_end(0, 4, AIP_PART_TEXT),
       ev::finish(0, AIP_FINISH_STOP), ev::end()});
  EXPECT_EQ(grammar_fault(body), "");
  EXPECT_TRUE(same_json(last(body, "output"),
                        R"([{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"x"},{"type":
      "summary_text","text":"y"}],"encrypted_content":"seal"},{"id":"msg_1","type":"message","status":"completed","role":
      "assistant","content":[{"type":"output_text","text":"a","annotations":[{"q":1}],"logprobs":[]},{"type":"output_text",
      "text":"","annotations":[],"logprobs":[]}]},{"id":"msg_2","type":"message","status":"completed","role":"assistant",
      "content":[{"type":"output_text","text":"","annotations":[],"logprobs":[]}]}])"));
}

TEST_F(StreamEncoderTest, AnnotationsOfAPartThatWaitsHaveTheirEvents) {
  const std::string body = encode(
      {start_, ev::part_start(0, 0, AIP_PART_TOOL_CALL, "c", "f"), own(ev::part_start(0, 1, AIP_PART_TEXT, "msg_1")),
       ev::delta(0, 1, AIP_PART_TEXT, "a"), own(ev::annotation(0, 1, R"({"q":1})", own_)),
       own(ev::annotation(0, 1, R"({"q":2})", own_)), ev::part_end(0, 0, AIP_PART_TOOL_CALL),
       ev::part_end(0, 1, AIP_PART_TEXT), ev::finish(0, AIP_FINISH_STOP), ev::end()});
  EXPECT_EQ(grammar_fault(body), "");
  EXPECT_NE(body.find(R"("annotation_index":1,"annotation":{"q":2})"), std::string::npos) << body;
  EXPECT_NE(last(body, "output").find(R"("annotations":[{"q":1},{"q":2}])"), std::string::npos) << body;
}

TEST_F(StreamEncoderTest, SummariesAndContentOfAThoughtCountForThemselves) {
  std::vector<aip_event> events = {start_};
  for (std::uint32_t part = 0; part < 4; ++part) {
    events.push_back(own(ev::part_start(0, part, AIP_PART_REASONING, "rs", {}, part % 2 == 0 ? AIP_PART_FLAG_SUMMARY : 0u)));
    events.push_back(ev::delta(0, part, AIP_PART_REASONING, "x"));
    events.push_back(ev::part_end(0, part, AIP_PART_REASONING));
  }
  events.push_back(ev::end());
  const std::string body = encode(events);
  EXPECT_EQ(grammar_fault(body), "");
  for (const char* place : {R"("summary_index":0,"delta")", R"("summary_index":1,"delta")", R"("content_index":0,"delta")",
                            R"("content_index":1,"delta")"}) {
    EXPECT_NE(body.find(place), std::string::npos) << place << body;
  }
}

// The vendor's schema has no null for it.
TEST_F(StreamEncoderTest, UsageThatNobodyCountedIsLeftOut) {
  const std::string body = encode({start_, ev::finish(0, AIP_FINISH_STOP), ev::end()});
  EXPECT_EQ(body.find("\"usage\""), std::string::npos) << body;
}

TEST_F(StreamEncoderTest, TheTimeOfTheEndIsTheHosts) {
  aip_event end = ev::end();
  end.created = 17;
  const std::string body = encode({start_, ev::finish(0, AIP_FINISH_STOP), end});
  EXPECT_EQ(last(body, "completed_at"), "17");
  EXPECT_EQ(last(body, "created_at"), "5");
}

TEST_F(StreamEncoderTest, ItemsOfTheVendorGoOutAsTheyCameAndOthersAreLosses) {
  aip_event opaque = own(ev::make(AIP_EVENT_OPAQUE));
  opaque.json = sdk::bytes("{\"type\":\"web_search_call\",\n \"id\":\"ws\"}");
  aip_event foreign = opaque;
  foreign.origin = other_;
  const std::string body = encode({start_, opaque, foreign, ev::part_start(1, 0, AIP_PART_TEXT),
                                   ev::part_start(0, 1, AIP_PART_AUDIO), ev::finish(0, AIP_FINISH_STOP), ev::end()});
  EXPECT_EQ(grammar_fault(body), "");
  EXPECT_TRUE(same_json(last(body, "output"), R"([{"type":"web_search_call","id":"ws"}])"));
  EXPECT_EQ(loss_pointers(*request_).size(), 3U);
}

TEST_F(StreamEncoderTest, FreeFormInputComesOutOfTheObjectThatOtherVendorsPutItIn) {
  request_ = decoded(R"({"model":"m","input":"x","stream":true,"tools":[{"type":"custom","name":"g"}]})");
  const std::string body =
      driver_.encode(*request_, kit::Replay({ev::start("other-1", "g", 5), ev::part_start(0, 0, AIP_PART_TOOL_CALL, "c", "g"),
                                             ev::delta(0, 0, AIP_PART_TOOL_CALL, R"({"inp)"),
                                             ev::delta(0, 0, AIP_PART_TOOL_CALL, R"(ut":"*** raw\n"})"),
                                             ev::part_end(0, 0, AIP_PART_TOOL_CALL), ev::end()}))
          .body;
  EXPECT_EQ(grammar_fault(body), "");
  EXPECT_NE(last(body, "output").find(R"("type":"custom_tool_call","status":"completed","call_id":"c","name":"g","input":"*** raw\n")"),
            std::string::npos);
  EXPECT_EQ(last(body, "id"), "\"resp_other-1\"");
}

TEST_F(StreamEncoderTest, SettingsOfTheRequestAreRepeated) {
  request_ = request("{\"model\":\"m\",\"input\":\"x\",\"stream\":true,\"temperature\":0.5,\"tools\":[\n]}");
  const std::string body = driver_.encode(*request_, kit::Replay({start_, ev::end()})).body;
  EXPECT_EQ(grammar_fault(body), "");
  EXPECT_EQ(last(body, "temperature"), "0.5");
  EXPECT_EQ(last(body, "tool_choice"), "\"auto\"");
  EXPECT_EQ(last(body, "id"), "\"resp_1\"");
}

TEST_F(StreamEncoderTest, NoOrderOfEventsMakesAStreamThatClientsBreakOn) {
  std::mt19937 random(7);
  constexpr aip_enum kKinds[] = {AIP_PART_TEXT,    AIP_PART_REASONING, AIP_PART_TOOL_CALL,
                                 AIP_PART_REFUSAL, AIP_PART_AUDIO,     AIP_PART_IMAGE};
  for (int round = 0; round < 1000; ++round) {
    std::vector<aip_event> events;
    if (random() % 4 != 0) events.push_back(start_);
    for (std::size_t left = random() % 20; left > 0; --left) {
      const auto part = static_cast<std::uint32_t>(random() % 4);
      const aip_enum kind = kKinds[random() % std::size(kKinds)];
      aip_event opaque = own(ev::make(AIP_EVENT_OPAQUE));
      opaque.json = sdk::bytes("{}");
      const aip_event choices[] = {own(ev::part_start(0, part, kind, "id", "f", random() % 2 == 0 ? AIP_PART_FLAG_SUMMARY : 0)),
                                   ev::part_start(0, part, kind, "id", "f"), ev::delta(0, part, kind, "x"),
                                   ev::part_end(0, part, kind), own(ev::signature(0, part, kind, "s", own_)),
                                   own(ev::annotation(0, part, "{}", own_)), own(ev::logprobs(0, "[1]", own_)), opaque,
                                   ev::finish(0, AIP_FINISH_STOP), ev::make(AIP_EVENT_PING)};
      events.push_back(choices[random() % std::size(choices)]);
    }
    events.push_back(ev::end());
    const std::string body = encode(events);
    ASSERT_EQ(grammar_fault(body), "") << body;
  }
}

}  // namespace
}  // namespace aipool::openai::responses
