// SPDX-License-Identifier: MIT
//
// The echo plugin, loaded as a library, does what the prompt says.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "aipool/json.hpp"
#include "aipool/kit.hpp"
#include "aipool/sdk.hpp"

namespace {

namespace kit = aipool::kit;
namespace sdk = aipool::sdk;

struct Call {
  std::string name;
  std::string arguments;
  bool operator==(const Call&) const = default;
};

class EchoTest : public testing::Test {
 protected:
  EchoTest() { request_.canonical().operation = AIP_OP_GENERATE; }

  void say(aip_enum role, std::string_view text) { request_.add_text(role, text); }

  void add_part(aip_enum role, const aip_part& part) {
    sdk::Env env(*request_.call().env());
    aip_message message{};
    message.struct_size = sizeof message;
    message.role = role;
    sdk::set_parts(message, env.copy(std::span<const aip_part>(&part, 1)));
    request_.add(message);
  }

  void add_tool_call() {
    aip_part part{};
    part.struct_size = sizeof part;
    part.kind = AIP_PART_TOOL_CALL;
    add_part(AIP_ROLE_ASSISTANT, part);
  }

  void add_tool_result(std::string_view text) {
    sdk::Env env(*request_.call().env());
    const std::span<aip_part> content = env.array<aip_part>(1);
    content[0].kind = AIP_PART_TEXT;
    content[0].text = sdk::bytes(env.copy(text));
    aip_part part{};
    part.struct_size = sizeof part;
    part.kind = AIP_PART_TOOL_RESULT;
    sdk::set_children(part, content);
    add_part(AIP_ROLE_TOOL, part);
  }

  void offer(std::string_view name, std::string_view schema = "{}") {
    aip_tool tool{};
    tool.struct_size = sizeof tool;
    tool.kind = AIP_TOOL_FUNCTION;
    tool.name = sdk::bytes(name);
    tool.schema_json = sdk::bytes(schema);
    tools_.push_back(tool);
    sdk::set_tools(request_.canonical(), tools_);
  }

  void force(const aip_bytes& name) {
    choice_.struct_size = sizeof choice_;
    choice_.mode = AIP_CHOICE_NAMED;
    choice_.names = &name;
    choice_.name_count = 1;
    request_.canonical().tool_choice = &choice_;
  }

  // Runs the call to its end.
  kit::Collector& run() {
    EXPECT_EQ(driver().start(), AIP_OK);
    EXPECT_EQ(driver().run(), AIP_OK);
    return driver().seen();
  }

  kit::StepDriver& driver() {
    if (driver_ == nullptr) driver_ = std::make_unique<kit::StepDriver>(plugin_, "echo", account_, request_);
    return *driver_;
  }

  std::string answer() { return run().fold.text(0, AIP_PART_TEXT); }

  std::vector<Call> calls() {
    std::vector<Call> all;
    for (const sdk::FoldedPart& part : run().fold.parts()) {
      if (part.start.part_kind == AIP_PART_TOOL_CALL) {
        all.push_back({std::string(sdk::view(part.start.name)), part.text});
        EXPECT_GT(part.start.id.len, 0u);
      }
    }
    return all;
  }

  kit::FakeHost host_;
  kit::Plugin plugin_ = kit::Plugin::load(AIPOOL_ECHO, host_);
  kit::Account account_;
  kit::Request request_{host_};
  std::vector<aip_tool> tools_;
  aip_tool_choice choice_{};
  std::unique_ptr<kit::StepDriver> driver_;
};

TEST_F(EchoTest, RepeatsTheLastPrompt) {
  say(AIP_ROLE_SYSTEM, "[[text:not this]]");
  say(AIP_ROLE_USER, "one");
  say(AIP_ROLE_ASSISTANT, "[[text:nor this]]");
  say(AIP_ROLE_USER, "two");
  EXPECT_EQ(answer(), "two");
}

TEST_F(EchoTest, SaysTheTextThatTheLastScriptAsksFor) {
  say(AIP_ROLE_USER, "[[text:old]]");
  say(AIP_ROLE_USER, "please [[text:žluť 漢字 \"q\"]] thanks");
  say(AIP_ROLE_USER, "no script here");
  EXPECT_EQ(answer(), "žluť 漢字 \"q\"");
  EXPECT_TRUE(driver().seen().fold.ended());
  EXPECT_EQ(driver().seen().fold.finish(0), AIP_FINISH_STOP);
}

TEST_F(EchoTest, AnswersInManyPiecesThatKeepCharactersWhole) {
  say(AIP_ROLE_USER, "[[text:" + std::string(23, 'x') + "漢漢漢]]");
  EXPECT_EQ(answer(), std::string(23, 'x') + "漢漢漢");
  for (const aip_event& event : driver().seen().events) {
    if (event.kind == AIP_EVENT_PART_DELTA) {
      EXPECT_NE(static_cast<unsigned char>(sdk::view(event.text).front()) & 0xC0, 0x80);
    }
  }
}

TEST_F(EchoTest, CountsWords) {
  say(AIP_ROLE_USER, "[[long:200]]");
  const std::string text = answer();
  EXPECT_EQ(text.substr(0, 8), "w0 w1 w2");
  EXPECT_EQ(text.substr(text.size() - 9), "w198 w199");
}

TEST_F(EchoTest, SpeaksSlowlyOnTheHostsClock) {
  say(AIP_ROLE_USER, "[[slow:20 50]]");
  const std::int64_t started = host_.unix_ms();
  ASSERT_EQ(driver().start(), AIP_OK);
  EXPECT_EQ(driver().seen().fold.text(0, AIP_PART_TEXT), "w0 ");
  EXPECT_FALSE(driver().done());
  ASSERT_EQ(driver().run(), AIP_OK);
  EXPECT_EQ(host_.unix_ms() - started, 49 * 20);
  EXPECT_EQ(driver().seen().fold.text(0, AIP_PART_TEXT).substr(0, 6), "w0 w1 ");
  EXPECT_TRUE(driver().done());
}

TEST_F(EchoTest, StopsWhenTheClientIsGone) {
  say(AIP_ROLE_USER, "[[long:100000]]");
  driver().seen().stop_after = 5;
  EXPECT_EQ(driver().start(), AIP_OK);
  EXPECT_EQ(driver().seen().events.size(), 5u);
}

TEST_F(EchoTest, CallsTheToolOfTheScript) {
  offer("get_weather");
  say(AIP_ROLE_USER, R"([[tool:get_weather {"city":"Zürich \"x\" ]] [1]"}]])");
  EXPECT_EQ(calls(), (std::vector<Call>{{"get_weather", R"({"city":"Zürich \"x\" ]] [1]"})"}}));
  EXPECT_EQ(driver().seen().fold.finish(0), AIP_FINISH_TOOL);
}

TEST_F(EchoTest, RepairsArgumentsThatWereQuotedTwice) {
  offer("t");
  say(AIP_ROLE_USER, R"([[tool:t {\"a\":1}]])");
  EXPECT_EQ(calls(), (std::vector<Call>{{"t", R"({"a":1})"}}));
}

TEST_F(EchoTest, CallsAllToolsAtOnceAfterAPretext) {
  offer("a");
  offer("b");
  say(AIP_ROLE_USER, "[[pretext:let me see]] [[tool:a {}]] [[tool:b]] [[parallel]]");
  EXPECT_EQ(calls(), (std::vector<Call>{{"a", "{}"}, {"b", "{}"}}));
  EXPECT_EQ(driver().seen().fold.text(0, AIP_PART_TEXT), "let me see");
}

TEST_F(EchoTest, TakesTheNextStepAfterAResult) {
  offer("a");
  say(AIP_ROLE_USER, R"([[tool:a {"n":1}]] [[tool:a {"n":2}]])");
  add_tool_call();
  add_tool_result("one");
  EXPECT_EQ(calls(), (std::vector<Call>{{"a", R"({"n":2})"}}));
}

TEST_F(EchoTest, ReportsTheLastResultWhenAllStepsAreDone) {
  offer("a");
  say(AIP_ROLE_USER, "[[tool:a]] [[tool:a]]");
  add_tool_call();
  add_tool_result("one");
  add_tool_call();
  add_tool_result(std::string(299, 'x') + "漢 and more");
  EXPECT_EQ(answer(), "TOOL_OK " + std::string(299, 'x'));
}

TEST_F(EchoTest, SaysWhenAToolIsNotOffered) {
  offer("other");
  say(AIP_ROLE_USER, "[[tool:missing]]");
  EXPECT_EQ(answer(), "NO_SUCH_TOOL_OFFERED missing");
  EXPECT_EQ(driver().seen().fold.finish(0), AIP_FINISH_STOP);
}

TEST_F(EchoTest, FillsAForcedToolFromItsSchema) {
  offer("first");
  offer("get_weather",
        R"({"type":"object","properties":{"city":{"type":"string"},"n":{"type":["null","integer"]},"k":{"enum":["x"]},
            "l":{"type":"array","items":{"$ref":"#/$defs/d"}}},"$defs":{"d":{"const":[true,null]}}})");
  const aip_bytes name = sdk::bytes("get_weather");
  force(name);
  say(AIP_ROLE_USER, "hello");
  EXPECT_EQ(calls(), (std::vector<Call>{{"get_weather", R"({"city":"mock","n":42,"k":"x","l":[[true,null]]})"}}));
}

TEST_F(EchoTest, AnswersInTheSchemaThatWasAskedFor) {
  aip_format format{};
  format.struct_size = sizeof format;
  format.kind = AIP_FORMAT_SCHEMA;
  format.schema_json = sdk::bytes(R"({"anyOf":[{"properties":{"ok":{"type":"boolean"}}}]})");
  request_.canonical().format = &format;
  say(AIP_ROLE_USER, "json");
  EXPECT_EQ(answer(), R"({"ok":true})");
}

TEST_F(EchoTest, ASchemaThatRefersToItselfEnds) {
  aip_format format{};
  format.struct_size = sizeof format;
  format.kind = AIP_FORMAT_SCHEMA;
  format.schema_json =
      sdk::bytes(R"({"type":"object","properties":{"a":{"$ref":"#"},"b":{"$ref":"#"},"c":{"$ref":"#"}}})");
  request_.canonical().format = &format;
  say(AIP_ROLE_USER, "json");
  aipool::json::Document document;
  EXPECT_EQ(document.parse(answer()), aipool::json::Error::kNone);
}

TEST_F(EchoTest, ThinksFirstAndCountsIt) {
  say(AIP_ROLE_USER, "[[think:deep thought]][[text:42]][[maxtok]]");
  EXPECT_EQ(answer(), "42");
  const sdk::Fold& fold = driver().seen().fold;
  EXPECT_EQ(fold.text(0, AIP_PART_REASONING), "deep thought");
  EXPECT_EQ(fold.finish(0), AIP_FINISH_LENGTH);
  EXPECT_EQ(fold.usage()->reasoning, 3u);
  EXPECT_EQ(fold.usage()->total, fold.usage()->input + fold.usage()->output);
  EXPECT_NE(fold.usage()->flags & AIP_USAGE_ESTIMATED, 0u);
}

TEST_F(EchoTest, ListsItsModelAndFindsNoOther) {
  request_.canonical().operation = AIP_OP_LIST_MODELS;
  EXPECT_EQ(sdk::view(run().events.at(0).id), "echo");
  kit::Request other(host_);
  other.canonical().operation = AIP_OP_GET_MODEL;
  other.canonical().item_id = sdk::bytes("gpt");
  kit::StepDriver get(plugin_, "echo", account_, other);
  EXPECT_EQ(get.start(), AIP_E_NOT_FOUND);
  EXPECT_EQ(other.call().fault()->code, "model_not_found");
}

TEST_F(EchoTest, EmbedsTheSameTextInTheSameWay) {
  const aip_bytes texts[] = {sdk::bytes("a"), sdk::bytes("b"), sdk::bytes("a")};
  aip_embedding embedding{};
  embedding.struct_size = sizeof embedding;
  embedding.inputs = texts;
  embedding.input_count = 3;
  embedding.dimensions = 8;
  request_.canonical().operation = AIP_OP_EMBED;
  request_.canonical().embedding = &embedding;
  std::vector<std::string> vectors;
  for (const aip_event& event : run().events) {
    if (event.kind == AIP_EVENT_EMBEDDING) vectors.emplace_back(sdk::view(event.json));
  }
  ASSERT_EQ(vectors.size(), 3u);
  EXPECT_EQ(vectors[0], vectors[2]);
  EXPECT_NE(vectors[0], vectors[1]);
  aipool::json::Document document;
  ASSERT_EQ(document.parse(vectors[0]), aipool::json::Error::kNone);
  EXPECT_EQ(document.root().size(), 8u);
}

TEST_F(EchoTest, CountsTokens) {
  request_.canonical().operation = AIP_OP_COUNT_TOKENS;
  say(AIP_ROLE_USER, std::string(40, 'x'));
  EXPECT_EQ(run().events.at(0).usage->input, 10u);
}

TEST_F(EchoTest, LeavesNothingAlive) {
  say(AIP_ROLE_USER, "[[slow:10 5]]");
  driver().start();
  EXPECT_EQ(plugin_.live(), 2u);
  driver_.reset();
  EXPECT_EQ(plugin_.live(), 1u);
}

}  // namespace
