// SPDX-License-Identifier: MIT
#include <random>
#include <set>

#include "responses_test.h"

namespace aipool::openai::responses {
namespace {

namespace ev = sdk::events;

// What a client relies on: every event counts up, items and parts open and close in pairs and in order, one end.
std::string grammar_fault(std::string_view body) {
  json::Document document;
  std::int64_t next = 0;
  std::string state = "before";
  std::int64_t item = 0;
  while (!body.empty()) {
    const std::size_t end = body.find("\n\n");
    if (end == std::string_view::npos) return "no end of an event";
    std::string_view frame = body.substr(0, end);
    body.remove_prefix(end + 2);
    if (frame.starts_with(":")) continue;
    const std::size_t line = frame.find("\ndata: ");
    if (line == std::string_view::npos || document.parse(frame.substr(line + 7)) != json::Error::kNone) return "no event";
    const json::Value event = document.root();
    const std::string type = event.find("type").string();
    if (frame.substr(7, line - 7) != type) return "another name: " + type;
    if (event.find("sequence_number").int64() != next++) return "sequence at " + type;
    const bool itemised = event.find("output_index").is_number();
    if (itemised && event.find("output_index").int64() != item) return "index of " + type;
    const auto step = [&](std::string_view from, std::string_view to) {
      if (state != from) return type + " in " + state;
      state = to;
      return std::string();
    };
    std::string fault;
    if (type == "response.created") fault = step("before", "begun");
    else if (type == "response.in_progress") fault = step("begun", "between");
    else if (type == "response.output_item.added") fault = step("between", "item");
    else if (type == "response.content_part.added" || type == "response.reasoning_summary_part.added") fault = step("item", "part");
    else if (type == "response.content_part.done" || type == "response.reasoning_summary_part.done") fault = step("said", "item");
    else if (type.ends_with("_arguments.done") || type.ends_with("_input.done")) fault = step("item", "called");
    else if (type.ends_with("_text.done") || type == "response.refusal.done") fault = step("part", "said");
    else if (type == "response.output_item.done") { fault = state == "called" ? step("called", "between") : step("item", "between"); ++item; }
    else if (type == "response.completed" || type == "response.incomplete" || type == "response.failed") fault = step("between", "ended");
    else if (type == "error") state = "between";
    if (!fault.empty()) return fault;
  }
  return state == "ended" ? "" : "no end";
}

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
