// SPDX-License-Identifier: MIT
#include "aipool/kit/account.hpp"
#include "chat_test.h"

namespace aipool::openai {
namespace {

// What an account's options make of requests: passed through where that changes nothing, else encoded.
class DialectTest : public ChatTest {
 protected:
  // The body that goes out for an account of openai-custom with these options.
  std::string sent(const kit::Settings& options, kit::Request& request) {
    account_.emplace(kit::AccountText{.options = options});
    aip_request& canonical = request.canonical();
    const bool could_pass = canonical.client_protocol == own_ || (canonical.flags & AIP_REQUEST_DECODED) == 0;
    canonical.flags = could_pass ? canonical.flags | AIP_REQUEST_PASS : canonical.flags;
    aip_prepared prepared{};
    prepared.struct_size = sizeof prepared;
    const aip_provider& provider = plugin_.provider("openai-custom");
    EXPECT_EQ(provider.prepare(plugin_.instance(), request.call().env(), account_->table(), &canonical, &prepared), AIP_OK);
    canonical.dialect = prepared.dialect;
    passed_ = could_pass && (prepared.flags & AIP_PREPARED_NO_PASS) == 0;
    if (!passed_) {
      canonical.flags &= ~AIP_REQUEST_PASS;
      if ((canonical.flags & AIP_REQUEST_DECODED) == 0) {
        EXPECT_EQ(driver_.decode_request(request), AIP_OK);
      }
    }
    return encoded(request);
  }
  std::string sent(const kit::Settings& options, std::string body) {
    request_ = request(std::move(body));
    request_->canonical().client_protocol = own_;
    return sent(options, *request_);
  }
  // A request of another protocol with one text, and what `fill` adds.
  template <class Fill>
  std::string sent_foreign(const kit::Settings& options, Fill fill) {
    request_ = foreign();
    request_->add_text(AIP_ROLE_USER, "x");
    fill(request_->canonical());
    return sent(options, *request_);
  }
  std::string sent_effort(const kit::Settings& options, aip_enum effort, std::int64_t budget = -1) {
    aip_reasoning reasoning{};
    reasoning.struct_size = sizeof reasoning;
    reasoning.effort = effort;
    reasoning.budget_tokens = budget;
    reasoning.origin = other_;
    return sent_foreign(options, [&](aip_request& to) { to.reasoning = &reasoning; });
  }
  static std::string with(std::string_view members) {
    return R"({"model":"m","messages":[{"role":"user","content":"x"}])" + std::string(members) + "}";
  }

  std::unique_ptr<kit::Request> request_;
  std::optional<kit::Account> account_;
  bool passed_ = false;
};

TEST_F(DialectTest, WithoutOptionsOwnRequestsPassAsTheyCame) {
  const std::string body = with(R"(,"max_completion_tokens":5,"reasoning_effort":"low","stream_options":{}})");
  EXPECT_EQ(sent({}, body.substr(0, body.size() - 1)), body.substr(0, body.size() - 1));
  EXPECT_TRUE(passed_);
}

TEST_F(DialectTest, OptionsThatFindNothingToChangeLetPass) {
  const kit::Settings all = {{"string_content", "true"}, {"developer_role", "false"}, {"stream_usage", "false"},
                             {"max_tokens_name", "max_tokens"}, {"thinking", "enable_thinking"}, {"thoughts", "none"}};
  EXPECT_EQ(sent(all, with(R"(,"max_tokens":5,"stream":true)")), with(R"(,"max_tokens":5,"stream":true)"));
  EXPECT_TRUE(passed_);
}

TEST_F(DialectTest, ListsBecomeStringsLineByLineAndWhatIsNoTextIsReported) {
  const std::string list = R"([{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"http://i"}},)"
                           R"({"type":"text","text":"b"}])";
  const std::string body = sent({{"string_content", "true"}}, R"({"model":"m","messages":[{"role":"user","content":)" +
                                                                  list + R"(},{"role":"user","content":"c"}]})");
  EXPECT_FALSE(passed_);
  EXPECT_TRUE(same_json(
      body, R"({"model":"m","messages":[{"role":"user","content":"a\nb"},{"role":"user","content":"c"}]})"));
  EXPECT_EQ(loss_pointers(*request_), (std::vector<std::string>{"/messages/0/content/1"}));
}

TEST_F(DialectTest, ToolResultsAreStringsAndTheirImagesAreNotMovedBehindThem) {
  aip_part image[] = {part(AIP_PART_TEXT, "see"), part(AIP_PART_IMAGE)};
  image[1].data = sdk::bytes("AA==");
  aip_part result[] = {part(AIP_PART_TOOL_RESULT)};
  result[0].id = sdk::bytes("c1");
  sdk::set_children(result[0], image);
  aip_message message{};
  message.struct_size = sizeof message;
  message.role = AIP_ROLE_TOOL;
  message.origin = other_;
  sdk::set_parts(message, result);
  request_ = foreign();
  request_->add(message);
  EXPECT_TRUE(same_json(sent({{"string_content", "true"}}, *request_),
                        R"({"model":"m","messages":[{"role":"tool","tool_call_id":"c1","content":"see"}]})"));
  EXPECT_EQ(loss_pointers(*request_), (std::vector<std::string>{"/messages/0/content"}));
}

TEST_F(DialectTest, SystemMessagesAreJoinedAtTheFront) {
  const std::string body =
      R"({"model":"m","messages":[{"role":"system","content":"a"},{"role":"user","content":"x"},)"
      R"({"role":"developer","content":"b"}]})";
  EXPECT_TRUE(same_json(sent({{"single_system", "true"}, {"string_content", "true"}}, body),
                        R"({"model":"m","messages":[{"role":"system","content":"a\nb"},{"role":"user","content":"x"}]})"));
  const std::string one = R"({"model":"m","messages":[{"role":"system","content":"a"},{"role":"user","content":"x"}]})";
  EXPECT_TRUE(same_json(sent({{"single_system", "true"}}, one), one));
}

TEST_F(DialectTest, ADeveloperBecomesTheSystem) {
  EXPECT_TRUE(same_json(
      sent({{"developer_role", "false"}}, R"({"model":"m","messages":[{"role":"developer","content":"a"}]})"),
      R"({"model":"m","messages":[{"role":"system","content":"a"}]})"));
}

TEST_F(DialectTest, StreamOptionsAreLeftOut) {
  EXPECT_TRUE(same_json(sent({{"stream_usage", "false"}}, with(R"(,"stream":true,"stream_options":{"include_usage":true})")),
                        with(R"(,"stream":true)")));
  EXPECT_TRUE(same_json(sent_foreign({{"stream_usage", "false"}},
                                     [](aip_request& to) { to.flags |= AIP_REQUEST_STREAM; }),
                        with(R"(,"stream":true)")));
}

TEST_F(DialectTest, TheLimitHasTheNameThatTheHostKnows) {
  const kit::Settings older = {{"max_tokens_name", "max_tokens"}};
  EXPECT_TRUE(same_json(sent(older, with(R"(,"max_completion_tokens":5)")), with(R"(,"max_tokens":5)")));
  EXPECT_TRUE(same_json(sent({{"max_tokens_name", "max_completion_tokens"}}, with(R"(,"max_tokens":5)")),
                        with(R"(,"max_completion_tokens":5)")));
  EXPECT_TRUE(same_json(sent_foreign(older,
                                     [](aip_request& to) {
                                       to.max_output = 5;
                                       to.present |= AIP_HAS_MAX_OUTPUT;
                                     }),
                        with(R"(,"max_tokens":5)")));
}

TEST_F(DialectTest, EffortIsSaidInTheFormOfTheHost) {
  const auto in = [](std::string_view form) { return kit::Settings{{"thinking", std::string(form)}}; };
  const std::string effort = with(R"(,"reasoning_effort":"low")");
  EXPECT_TRUE(same_json(sent(in("enable_thinking"), effort), with(R"(,"enable_thinking":true,"thinking_budget":1024)")));
  EXPECT_TRUE(same_json(sent(in("thinking"), effort), with(R"(,"thinking":{"type":"enabled"})")));
  EXPECT_TRUE(same_json(sent(in("reasoning"), effort), with(R"(,"reasoning":{"effort":"low"})")));
  EXPECT_TRUE(same_json(sent(in("effort"), effort), effort));
  EXPECT_TRUE(same_json(sent(in("none"), effort), with("")));
  EXPECT_EQ(loss_pointers(*request_), (std::vector<std::string>{"/reasoning"}));
}

TEST_F(DialectTest, BudgetsOfOtherProtocolsAreKeptWhereTheFormHasThem) {
  const auto in = [](std::string_view form) { return kit::Settings{{"thinking", std::string(form)}}; };
  EXPECT_TRUE(same_json(sent_effort(in("enable_thinking"), 0, 3000),
                        with(R"(,"enable_thinking":true,"thinking_budget":3000)")));
  EXPECT_TRUE(same_json(sent_effort(in("reasoning"), 0, 3000), with(R"(,"reasoning":{"max_tokens":3000})")));
  EXPECT_TRUE(same_json(sent_effort(in("enable_thinking"), AIP_EFFORT_MAX), with(R"(,"enable_thinking":true)")));
  EXPECT_TRUE(same_json(sent_effort(in("enable_thinking"), AIP_EFFORT_NONE), with(R"(,"enable_thinking":false)")));
  EXPECT_TRUE(same_json(sent_effort(in("thinking"), AIP_EFFORT_NONE), with(R"(,"thinking":{"type":"disabled"})")));
  EXPECT_TRUE(same_json(sent_effort(in("reasoning"), AIP_EFFORT_ADAPTIVE), with(R"(,"reasoning":{"enabled":true})")));
}

TEST_F(DialectTest, AFormThatTheClientUsedItselfGoesOutAsItCame) {
  const kit::Settings options = {{"thinking", "enable_thinking"}, {"think", "false"}};
  const std::string own = with(R"(,"enable_thinking":true,"thinking_budget":7)");
  EXPECT_EQ(sent(options, own), own);
  EXPECT_TRUE(same_json(sent(options, with(R"(,"enable_thinking":true,"reasoning_effort":"low")")),
                        with(R"(,"enable_thinking":true)")));
}

TEST_F(DialectTest, TheAccountSaysWhatHoldsWhereTheClientSaysNothing) {
  const kit::Settings off = {{"thinking", "enable_thinking"}, {"think", "false"}};
  const kit::Settings on = {{"thinking", "enable_thinking"}, {"think", "true"}, {"thinking_budget", "500"}};
  EXPECT_TRUE(same_json(sent(off, with("")), with(R"(,"enable_thinking":false)")));
  EXPECT_TRUE(passed_);
  EXPECT_TRUE(same_json(sent(on, with("")), with(R"(,"enable_thinking":true,"thinking_budget":500)")));
  EXPECT_TRUE(same_json(sent_foreign(off, [](aip_request&) {}), with(R"(,"enable_thinking":false)")));
  EXPECT_TRUE(same_json(sent_effort(off, AIP_EFFORT_LOW), with(R"(,"enable_thinking":true,"thinking_budget":1024)")));
}

TEST_F(DialectTest, ThoughtsGoBackToTheTurnsThatTheHostWantsThemOn) {
  const std::string history = R"({"model":"m","messages":[{"role":"assistant","content":"a","reasoning_content":"t"}]})";
  const std::string without = R"({"model":"m","messages":[{"role":"assistant","content":"a"}]})";
  EXPECT_TRUE(same_json(sent({{"thoughts", "none"}}, history), without));
  EXPECT_EQ(loss_pointers(*request_), (std::vector<std::string>{"/messages/0/reasoning_content"}));
  const aip_part parts[] = {part(AIP_PART_REASONING, "t"), part(AIP_PART_TEXT, "a")};
  aip_message message{};
  message.struct_size = sizeof message;
  message.role = AIP_ROLE_ASSISTANT;
  message.origin = other_;
  sdk::set_parts(message, parts);
  const auto sent_turn = [&](const kit::Settings& options) {
    request_ = foreign();
    request_->add(message);
    return sent(options, *request_);
  };
  EXPECT_TRUE(same_json(sent_turn({{"thoughts", "all"}}), history));
  EXPECT_TRUE(same_json(sent_turn({{"thoughts", "calls"}}), without));
}

TEST_F(DialectTest, AWordThatIsNotKnownIsNamedToTheOperator) {
  const kit::Settings cases[] = {{{"thinking", "x"}}, {{"max_tokens_name", "x"}}, {{"thoughts", "x"}},
                                 {{"thinking_budget", "-1"}}};
  for (const kit::Settings& options : cases) {
    kit::Request request(host_);
    const kit::Account account({.options = options});
    const aip_provider& provider = plugin_.provider("openai-custom");
    EXPECT_EQ(provider.check_account(plugin_.instance(), request.call().env(), account.table()), AIP_E_INVALID_REQUEST);
    EXPECT_EQ(request.call().fault()->param, options[0].first);
  }
}

}  // namespace
}  // namespace aipool::openai
