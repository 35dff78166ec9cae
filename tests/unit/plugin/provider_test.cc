// SPDX-License-Identifier: MIT
#include "core/plugin/provider.h"

#include "core/plugin/abi_view.h"
#include "tests/unit/plugin/plugin_fixture.h"

namespace aipool::plugin {
namespace {

using ::testing::ElementsAre;

class ProviderTest : public PluginTest {
 protected:
  void SetUp() override {
    generation_ = load(mirror_plugin());
    ASSERT_NE(generation_, nullptr);
  }
  Provider api() const { return Provider(generation_, generation_->providers()[0]); }
  Provider steps() const { return Provider(generation_, generation_->providers()[1]); }

  static AccountHandle::Parts in_zone(std::string zone) {
    AccountHandle::Parts parts;
    parts.uuid = "one";
    parts.base_url = "http://127.0.0.1:9";
    parts.api_key = Secret("sk-1");
    parts.options.push_back({"zone", Secret(std::move(zone)), false});
    return parts;
  }
  static aip_request request(std::string_view model) {
    aip_request made = sized<aip_request>();
    made.client_model = bytes(model);
    return made;
  }
  Result<Verdict> verdict_of(int status) {
    aip_failure failure = sized<aip_failure>();
    failure.status = status;
    return api().judge(call_, failure);
  }
  static aip_input input(aip_enum kind, std::uint32_t timer = 0, std::string_view data = {}) {
    aip_input made = sized<aip_input>();
    made.kind = kind;
    made.timer_id = timer;
    made.data = bytes(data);
    return made;
  }

  std::shared_ptr<const Generation> generation_;
  const AccountHandle account_{in_zone("eu")};
  Call call_{"req-1"};
};

TEST_F(ProviderTest, SaysWhatItIs) {
  EXPECT_EQ(api().id(), "mirror-api");
  EXPECT_THAT(api().protocols(), ElementsAre("mirror"));
  EXPECT_EQ(api().default_base_url(), "http://127.0.0.1:9");
  EXPECT_EQ(api().account_options().size(), 2u);
  EXPECT_TRUE(api().has_unwrap());
  EXPECT_FALSE(api().has_steps());
  EXPECT_TRUE(steps().has_steps());
}

TEST_F(ProviderTest, ChecksAccounts) {
  EXPECT_TRUE(api().check_account(account_));
  EXPECT_TRUE(api().check_account(AccountHandle(in_zone("moon"))));
  EXPECT_TRUE(steps().check_account(account_));
  const auto result = api().check_account(AccountHandle(in_zone("mars")));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().source, ErrorSource::kConfig);
  EXPECT_EQ(result.error().client_text, "nobody serves mars");
}

TEST_F(ProviderTest, ChoosesAProtocolThatItLists) {
  EXPECT_EQ(*api().protocol_of(account_), "mirror");
  EXPECT_EQ(*api().protocol_of(AccountHandle(in_zone("moon"))), "mirror");
  EXPECT_EQ(*steps().protocol_of(account_), "");
  AccountHandle::Parts chosen = in_zone("moon");
  chosen.protocol = "operators.choice";
  EXPECT_EQ(*api().protocol_of(AccountHandle(std::move(chosen))), "operators.choice");
  const auto odd = api().protocol_of(AccountHandle(in_zone("odd")));
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().detail, "mirror: protocol_of: a protocol that the provider does not list");
}

TEST_F(ProviderTest, SupportsByOperation) {
  EXPECT_EQ(api().support(account_, AIP_OP_GENERATE), Support::kProtocol);
  EXPECT_EQ(api().support(account_, AIP_OP_LIST_MODELS), Support::kOwn);
  EXPECT_EQ(api().support(account_, AIP_OP_EMBED), Support::kNone);
  EXPECT_EQ(steps().support(account_, AIP_OP_GENERATE), Support::kOwn);
  EXPECT_EQ(steps().support(account_, AIP_OP_EMBED), Support::kNone);
}

TEST_F(ProviderTest, PreparedRequestIsThePluginsOwn) {
  const auto prepared = api().prepare(call_, account_, request("gpt"));
  ASSERT_TRUE(prepared);
  EXPECT_EQ(prepared->method, "POST");
  EXPECT_EQ(prepared->path, "/words");
  EXPECT_EQ(prepared->query, "v=1");
  ASSERT_EQ(prepared->headers.size(), 1u);
  EXPECT_EQ(text(prepared->headers[0].name), "authorization");
  EXPECT_EQ(text(prepared->headers[0].value), "sk-1");
  ASSERT_EQ(prepared->splices.size(), 1u);
  EXPECT_EQ(prepared->splices[0].offset, 2u);
  EXPECT_EQ(text(prepared->splices[0].insert), "eu");
  EXPECT_EQ(prepared->prefix, "(");
  EXPECT_EQ(prepared->suffix, ")");
  EXPECT_TRUE(prepared->no_pass);
}

TEST_F(ProviderTest, RequestThatCannotBePreparedIsTheClientsFault) {
  const auto prepared = api().prepare(call_, account_, request("refused"));
  ASSERT_FALSE(prepared);
  EXPECT_EQ(prepared.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(prepared.error().source, ErrorSource::kClient);
  EXPECT_EQ(call_.failure().param, "model");
}

TEST_F(ProviderTest, UnwrapsASpanOfTheFrame) {
  const std::string data = "(inner)";
  const auto inner = api().unwrap(call_, data);
  ASSERT_TRUE(inner);
  EXPECT_EQ(*inner, "inner");
  EXPECT_EQ(inner->data(), data.data() + 1);
  EXPECT_EQ(*api().unwrap(call_, "x"), "x");
  EXPECT_EQ(*steps().unwrap(call_, "(as it is)"), "(as it is)");
}

TEST_F(ProviderTest, UnwrapOutsideTheFrameIsThePluginsFault) {
  const auto outside = api().unwrap(call_, "(outside)");
  ASSERT_FALSE(outside);
  EXPECT_EQ(outside.error().source, ErrorSource::kPlugin);
  const auto broken = api().unwrap(call_, "(broken");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().source, ErrorSource::kUpstream);
}

TEST_F(ProviderTest, VerdictLeavesTheRestToTheHost) {
  const auto verdict = verdict_of(401);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->fault, Fault::kCredential);
  EXPECT_EQ(verdict->retryable, false);
  EXPECT_EQ(verdict->scope, std::nullopt);
  EXPECT_EQ(verdict->retry_after, std::chrono::milliseconds(2000));
  EXPECT_TRUE(verdict->refresh);
  EXPECT_FALSE(verdict->permanent);
}

TEST_F(ProviderTest, VerdictMayBeEmpty) {
  for (const int status : {429, 500}) {
    const auto verdict = verdict_of(status);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->fault, std::nullopt);
    EXPECT_EQ(verdict->retryable, std::nullopt);
    EXPECT_EQ(verdict->retry_after, std::nullopt);
  }
  EXPECT_FALSE(verdict_of(501));
}

TEST_F(ProviderTest, DecodesItsOwnAnswers) {
  aip_reply reply = sized<aip_reply>();
  reply.body = bytes("m-1");
  KeepingSink sink;
  ASSERT_TRUE(api().decode_own(call_, account_, request(""), reply, sink));
  EXPECT_THAT(sink.got, ElementsAre("event 15 m-1"));
  const auto none = steps().decode_own(call_, account_, request(""), reply, sink);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().source, ErrorSource::kPlugin);
}

TEST_F(ProviderTest, StepCallDrivesItsExchange) {
  auto open = steps().open_steps(call_, account_, request("m"));
  ASSERT_TRUE(open);
  KeepingSink sink;
  EXPECT_TRUE(open->step(call_, input(AIP_INPUT_START), sink));
  EXPECT_TRUE(open->step(call_, input(AIP_INPUT_TIMER, 7), sink));
  EXPECT_TRUE(open->step(call_, input(AIP_INPUT_DATA, 0, "word"), sink));
  EXPECT_TRUE(open->step(call_, input(AIP_INPUT_END), sink));
  EXPECT_THAT(sink.got, ElementsAre("timer 7 25", "http 3 /poll", "event 3 word", "event 12 "));
  const auto late = open->step(call_, input(AIP_INPUT_CANCEL), sink);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().source, ErrorSource::kUpstream);
}

TEST_F(ProviderTest, StepCallMayNotOpen) {
  const auto open = steps().open_steps(call_, account_, request("refused"));
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace aipool::plugin
