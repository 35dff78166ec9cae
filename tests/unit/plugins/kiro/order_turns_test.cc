// SPDX-License-Identifier: MIT
#include "kiro_test.h"

namespace aipool::kiro {
namespace {

class OrderTurnsTest : public KiroTest {
 protected:
  const std::vector<aip_part> hi_ = {text("hi")};
  const std::vector<aip_part> yes_ = {text("yes")};
  const std::vector<aip_part> answer_ = {text("42")};
  const std::vector<aip_part> called_ = {call("t1", "f", R"({"a":1})")};
  const std::vector<aip_part> answered_ = {result("t1", answer_)};

  aip_message user(const std::vector<aip_part>& parts) const { return message(AIP_ROLE_USER, parts); }
  aip_message assistant(const std::vector<aip_part>& parts) const { return message(AIP_ROLE_ASSISTANT, parts); }
  std::string order(const std::vector<aip_message>& all, const kit::Settings& options = {}) {
    return turns(asks(all, options));
  }
};

TEST_F(OrderTurnsTest, WhatIsEmptyIsLeftOut) {
  EXPECT_EQ(sent(asks({user(hi_)}), "conversationState.history"), "");
  EXPECT_EQ(sent(asks({user(hi_)}), "conversationState.currentMessage"),
            R"({"userInputMessage":{"content":"hi","modelId":"m","origin":"AI_EDITOR"}})");
}

TEST_F(OrderTurnsTest, TurnsAlternateAndNeighboursBecomeOne) {
  EXPECT_EQ(order({user(hi_), user(yes_), assistant(yes_), assistant(hi_), user(hi_)}),
            "user: hi\nyes\nassistant: yes\nhi\nuser: hi\n");
  EXPECT_EQ(order({assistant(yes_), user(hi_)}), "user: Continue\nassistant: yes\nuser: hi\n");
  EXPECT_EQ(order({}), "user: Continue\n");
}

TEST_F(OrderTurnsTest, TheCurrentMessageIsTheUsers) {
  EXPECT_EQ(order({user(hi_), assistant(yes_)}), "user: hi\nassistant: yes\nuser: Continue\n");
  EXPECT_EQ(losses(), std::vector<std::string>{"/messages"});
}

TEST_F(OrderTurnsTest, NoTextIsEmpty) {
  const std::vector<aip_part> picture = {image("image/png", "AA==")};
  EXPECT_EQ(order({user(picture)}), "user:   [png]\n");
  EXPECT_EQ(order({user(hi_), assistant(called_), user(answered_)}),
            "user: hi\nassistant: OK +f#t1{\"a\":1}\nuser: Tool results provided. =t1 success 42\n");
}

TEST_F(OrderTurnsTest, ResultsStandRightAfterTheirCalls) {
  EXPECT_EQ(
      order({user(hi_), assistant(called_), message(AIP_ROLE_TOOL, answered_), user(yes_), assistant(yes_), user(hi_)}),
      "user: hi\nassistant: OK +f#t1{\"a\":1}\nuser: yes =t1 success 42\nassistant: yes\nuser: hi\n");
  EXPECT_TRUE(losses().empty());
}

TEST_F(OrderTurnsTest, CallsAndResultsWithoutTheirPartnerBecomeText) {
  EXPECT_EQ(order({user(hi_), assistant(called_), user(hi_)}),
            "user: hi\nassistant: [Called f as t1 with {\"a\":1}]\nuser: hi\n");
  EXPECT_EQ(losses(), std::vector<std::string>{"/messages"});
  EXPECT_EQ(order({user(answered_)}), "user: [Result of t1: 42]\n");
  EXPECT_EQ(order({user(hi_), assistant(called_)}),
            "user: hi\nassistant: [Called f as t1 with {\"a\":1}]\nuser: Continue\n");
}

TEST_F(OrderTurnsTest, AnIdStandsOnce) {
  const std::vector<aip_part> twice = {call("t1", "f", "{}"), call("t1", "f", "{}")};
  const std::vector<aip_part> both = {result("t1", answer_), result("t1", yes_)};
  EXPECT_EQ(order({user(hi_), assistant(twice), user(both)}),
            "user: hi\nassistant: [Called f as t1 with {}] +f#t1{}\nuser: [Result of t1: yes] =t1 success 42\n");
}

TEST_F(OrderTurnsTest, AFailedToolIsSaid) {
  const std::vector<aip_part> failed = {result("t1", answer_, AIP_PART_FLAG_ERROR)};
  EXPECT_EQ(order({user(hi_), assistant(called_), user(failed)}),
            "user: hi\nassistant: OK +f#t1{\"a\":1}\nuser: Tool results provided. =t1 error 42\n");
}

TEST_F(OrderTurnsTest, TheSystemPromptStandsInFrontOfTheFirstTurn) {
  EXPECT_EQ(order({message(AIP_ROLE_SYSTEM, yes_), user(hi_), assistant(yes_), user(hi_)}),
            "user: yes\n\nhi\nassistant: yes\nuser: hi\n");
  EXPECT_TRUE(losses().empty());
  EXPECT_EQ(order({user(hi_), message(AIP_ROLE_DEVELOPER, yes_)}), "user: yes\n\nhi\n");
  EXPECT_EQ(losses(), std::vector<std::string>{"/messages/1"});
}

TEST_F(OrderTurnsTest, InputsAreObjectsWhoseMembersHaveNames) {
  const std::vector<aip_part> odd = {call("t1", "f", R"({"":1,"a":2})"), call("t2", "f", "[1]"), call("t3", "f", "")};
  const std::vector<aip_part> results = {result("t1", answer_), result("t2", answer_), result("t3", answer_)};
  const std::string order_of_turns = order({user(hi_), assistant(odd), user(results)});
  EXPECT_NE(order_of_turns.find(R"(+f#t1{"a":2} +f#t2{} +f#t3{})"), std::string::npos) << order_of_turns;
  EXPECT_EQ(losses(), (std::vector<std::string>{"/messages/1/content/0/arguments", "/messages/1/content/1/arguments"}));
}

TEST_F(OrderTurnsTest, ImagesAreBytesOfFourKindsAndThoseOfResultsStandBesideThem) {
  const std::vector<aip_part> seen = {text("look"), image("image/webp", "AA==")};
  const std::vector<aip_part> shown = {result("t1", seen)};
  EXPECT_EQ(order({user(hi_), assistant(called_), user(shown)}),
            "user: hi\nassistant: OK +f#t1{\"a\":1}\nuser: Tool results provided. [webp] =t1 success look\n");
  aip_part there = part(AIP_PART_IMAGE);
  there.uri = sdk::bytes("https://x/y.png");
  const std::vector<aip_part> odd = {there, image("image/tiff", "AA=="), image("image/jpg", "AA=="), text("x")};
  EXPECT_EQ(order({user(odd)}), "user: x [jpeg]\n");
  EXPECT_EQ(losses(), (std::vector<std::string>{"/messages/0/content/0", "/messages/0/content/1"}));
}

TEST_F(OrderTurnsTest, LongHistoriesLoseWholePairsWhereTheOperatorSaysSo) {
  const std::string much(500, 'x');
  const std::vector<aip_part> large = {text(much)};
  const std::vector<aip_message> all = {user(large), assistant(called_), user(answered_), assistant(yes_), user(hi_)};
  EXPECT_NE(order(all).find(much), std::string::npos);
  EXPECT_TRUE(losses().empty());
  EXPECT_EQ(order(all, {{"history_max", "100"}}), "user: [Result of t1: 42]\nassistant: yes\nuser: hi\n");
  EXPECT_EQ(losses(), std::vector<std::string>{"/messages"});
}

}  // namespace
}  // namespace aipool::kiro
