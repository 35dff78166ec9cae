// SPDX-License-Identifier: MIT
#include "kiro_test.h"

namespace aipool::kiro {
namespace {

class ThinkingTest : public KiroTest {
 protected:
  // "thoughts|answer", the same for each way to cut the text into events.
  std::string split(std::string_view reply_text, std::string_view after = {}) {
    std::string first;
    for (const std::size_t step : {reply_text.size(), std::size_t{1}, std::size_t{7}}) {
      std::string body;
      for (std::size_t at = 0; at < reply_text.size(); at += step) body += says(reply_text.substr(at, step));
      asked_ = foreign();
      const kit::Decoded seen = driver_.decode(*asked_, reply(body.append(after) + stops()));
      const std::string found =
          seen.seen.fold.text(0, AIP_PART_REASONING) + "|" + seen.seen.fold.text(0, AIP_PART_TEXT);
      if (step == reply_text.size()) first = found;
      EXPECT_EQ(found, first) << step;
    }
    return first;
  }

  std::string front(const aip_reasoning& said, std::string_view model, const kit::Settings& options = {}) {
    const std::vector<aip_part> parts = {text("x")};
    kit::Request& request = asks({message(AIP_ROLE_USER, parts)}, options);
    request.canonical().upstream_model = sdk::bytes(model);
    if (said.struct_size != 0) request.canonical().reasoning = &said;
    const std::string line = turns(request);
    return line.substr(6, line.size() - 7);
  }
  static aip_reasoning reasoning(aip_enum effort, std::int64_t budget = -1) {
    aip_reasoning made{};
    made.struct_size = sizeof made;
    made.effort = effort;
    made.budget_tokens = budget;
    return made;
  }
};

TEST_F(ThinkingTest, ThoughtsStandBeforeTheAnswer) {
  EXPECT_EQ(split("<thinking>\nhm\nso\n</thinking>\n\nyes"), "hm\nso\n|yes");
  EXPECT_EQ(split(" \n<thinking>hm</thinking>\n\nyes"), "hm|yes");
  EXPECT_EQ(split("yes"), "|yes");
  EXPECT_EQ(split("<think"), "|<think");
}

TEST_F(ThinkingTest, ATagIsOneOnlyWhereItMayBe) {
  EXPECT_EQ(split("no <thinking>x</thinking>\n\ny"), "|no <thinking>x</thinking>\n\ny");
  EXPECT_EQ(split("<thinking>a </thinking> b `</thinking>`\n\n c</thinking>\n\ny"),
            "a </thinking> b `</thinking>`\n\n c|y");
  EXPECT_EQ(split("<thinking>a \"</thinking>\n\nb"), "a \"</thinking>\n\nb| ");
}

TEST_F(ThinkingTest, TheEndOrACallClosesThoughts) {
  const std::string used = event("toolUseEvent", R"({"toolUseId":"t","name":"f","input":"{}","stop":true})");
  EXPECT_EQ(split("<thinking>hm</thinking>", used), "hm|");
  EXPECT_EQ(split("<thinking>hm</thinking>\n", used), "hm|");
  EXPECT_EQ(split("<thinking>hm", used), "hm|");
}

TEST_F(ThinkingTest, AReplyOfThoughtsAloneHasABlankAnswer) {
  EXPECT_EQ(split("<thinking>hm</thinking>"), "hm| ");
  const std::string silent =
      events_of(says("<thinking>hm") + event("contextUsageEvent", R"({"contextUsagePercentage":1})"));
  EXPECT_NE(silent.find("FINISH finish=2"), std::string::npos) << silent;
}

TEST_F(ThinkingTest, NativeThoughtsAreThoughts) {
  EXPECT_EQ(
      events_of(event("reasoningContentEvent", R"({"text":"hm"})") +
                event("reasoningContentEvent", R"({"signature":"s"})") + says("yes") + stops()),
      "START name=m\nPART_START reasoning0\nDELTA reasoning0 text=hm\nSIGN reasoning0 text=s\nPART_END reasoning0\n"
      "PART_START text1\nDELTA text1 text=yes\nPART_END text1\nFINISH finish=1 text=END_TURN\nEND\n");
}

TEST_F(ThinkingTest, NoTagIsReadWhereTheAccountDoesNotThink) {
  kit::Request& request = asks({}, {{"thinking", "off"}});
  const kit::Decoded seen = driver_.decode(request, reply(says("<thinking>a</thinking>\n\nb") + stops()));
  EXPECT_EQ(seen.seen.fold.text(0, AIP_PART_TEXT), "<thinking>a</thinking>\n\nb");
}

TEST_F(ThinkingTest, TagsInFrontOfTheSystemPrompt) {
  EXPECT_EQ(front(reasoning(0, 4000), "claude-sonnet-4.5"),
            "<thinking_mode>enabled</thinking_mode><max_thinking_length>4000</max_thinking_length>\n\nx");
  EXPECT_TRUE(losses().empty());
  EXPECT_NE(front(reasoning(0, 100), "m").find(">1024<"), std::string::npos);
  EXPECT_NE(front(reasoning(0, 99'999), "m").find(">24576<"), std::string::npos);
  EXPECT_EQ(losses(), std::vector<std::string>{"/reasoning"});
  EXPECT_NE(front(reasoning(AIP_EFFORT_MEDIUM), "claude-sonnet-4.5").find(">8192<"), std::string::npos);
  EXPECT_EQ(front(reasoning(AIP_EFFORT_LOW), "claude-opus-4.6"),
            "<thinking_mode>adaptive</thinking_mode><thinking_effort>low</thinking_effort>\n\nx");
  EXPECT_NE(front(reasoning(AIP_EFFORT_ADAPTIVE), "claude-sonnet-4").find("<thinking_effort>high<"), std::string::npos);
  EXPECT_EQ(front(reasoning(AIP_EFFORT_NONE), "claude-sonnet-4.5"), "x");
  EXPECT_EQ(front({}, "claude-sonnet-4.5"), "x");
  EXPECT_NE(front({}, "claude-sonnet-4-5-thinking").find(">20000<"), std::string::npos);
}

TEST_F(ThinkingTest, TagsThatAreThereAlreadyAreNotPutTwice) {
  const std::vector<aip_part> system = {text("<thinking_mode>enabled</thinking_mode> be brief")};
  const std::vector<aip_part> user = {text("x")};
  kit::Request& request = asks({message(AIP_ROLE_SYSTEM, system), message(AIP_ROLE_USER, user)});
  const aip_reasoning said = reasoning(0, 4000);
  request.canonical().reasoning = &said;
  EXPECT_EQ(turns(request), "user: <thinking_mode>enabled</thinking_mode> be brief\n\nx\n");
}

TEST_F(ThinkingTest, FieldsOfNewerModelsAreAnOption) {
  const std::vector<aip_part> parts = {text("x")};
  const std::vector<aip_message> all = {message(AIP_ROLE_USER, parts)};
  const auto fields = [&](const aip_reasoning& said, std::string_view form) {
    kit::Request& request = asks(all, {{"thinking", std::string(form)}});
    request.canonical().reasoning = &said;
    return sent(request, "additionalModelRequestFields");
  };
  EXPECT_EQ(fields(reasoning(AIP_EFFORT_HIGH), "adaptive"),
            R"({"thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"high"}})");
  EXPECT_EQ(fields(reasoning(AIP_EFFORT_ADAPTIVE), "adaptive"),
            R"({"thinking":{"type":"adaptive","display":"summarized"}})");
  EXPECT_EQ(fields(reasoning(AIP_EFFORT_NONE), "adaptive"), R"({"thinking":{"type":"disabled"}})");
  EXPECT_EQ(fields(reasoning(0, 5000), "effort"), R"({"reasoning":{"effort":"medium"}})");
  EXPECT_EQ(losses(), std::vector<std::string>{"/reasoning"});
  EXPECT_EQ(fields(reasoning(AIP_EFFORT_HIGH), "off"), "");
  EXPECT_EQ(losses(), std::vector<std::string>{"/reasoning"});
}

TEST_F(ThinkingTest, ThoughtsOfEarlierTurnsGoBackAsTags) {
  const std::vector<aip_part> user = {text("x")};
  const std::vector<aip_part> thought = {part(AIP_PART_REASONING, "hm"), text("yes")};
  const std::vector<aip_message> all = {message(AIP_ROLE_USER, user), message(AIP_ROLE_ASSISTANT, thought),
                                        message(AIP_ROLE_USER, user)};
  EXPECT_EQ(turns(asks(all)), "user: x\nassistant: <thinking>hm</thinking>\n\nyes\nuser: x\n");
  EXPECT_TRUE(losses().empty());
  EXPECT_EQ(turns(asks(all, {{"thinking", "adaptive"}})), "user: x\nassistant: yes\nuser: x\n");
  EXPECT_EQ(losses(), std::vector<std::string>{"/messages/1/content/0"});
}

}  // namespace
}  // namespace aipool::kiro
