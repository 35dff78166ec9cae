// SPDX-License-Identifier: MIT
//
// What the host makes of the moves of a credential machine that do not keep to the contract.
#include "core/plugin/auth_machine.h"

#include "core/plugin/abi_view.h"
#include "core/plugin/provider.h"
#include "tests/unit/plugin/plugin_fixture.h"

namespace aipool::plugin {
namespace {

class AuthMachineTest : public PluginTest {
 protected:
  // The machine is told `method`, and moves accordingly.
  Result<AuthMove> move_of(std::string_view method) {
    const auto machine = Provider(generation_, generation_->providers()[0]).auth();
    if (!machine) return make_error(ErrorCode::kNotFound, ErrorSource::kPlugin, "there is no machine");
    aip_input input = sized<aip_input>();
    input.kind = AIP_INPUT_LOGIN;
    input.data = bytes(method);
    Call call("req-1");
    return machine->step(call, account_, "", input);
  }
  std::string fault_of(std::string_view method) {
    const auto move = move_of(method);
    return move ? "none" : move.error().detail;
  }

  const std::shared_ptr<const Generation> generation_ = load(broken_plugin("odd_moves"));
  const AccountHandle account_{[] {
    AccountHandle::Parts parts;
    parts.uuid = "one";
    return parts;
  }()};
};

TEST_F(AuthMachineTest, AnExchangeIsReadWhole) {
  const auto move = move_of("send");
  ASSERT_TRUE(move) << move.error().detail;
  EXPECT_EQ(move->kind, AuthMove::Kind::kSend);
  EXPECT_EQ(move->http.method, "POST");
  EXPECT_EQ(move->http.url, "http://127.0.0.1:1/token");
  EXPECT_EQ(move->http.body.reveal(), "grant=1");
}

TEST_F(AuthMachineTest, AnExchangeIsReadNoFurtherThanItsMakerKnewIt) {
  const auto move = move_of("short-http");
  ASSERT_TRUE(move) << move.error().detail;
  EXPECT_EQ(move->http.url, "http://127.0.0.1:1/token");
  EXPECT_TRUE(move->http.body.empty());
}

TEST_F(AuthMachineTest, ASendWithoutAnExchangeEndsTheRun) {
  EXPECT_THAT(fault_of("no-http"), ::testing::HasSubstr("a SEND without an exchange"));
}

TEST_F(AuthMachineTest, AFailureSaysWhy) {
  EXPECT_THAT(fault_of("no-error"), ::testing::HasSubstr("a failure without an error"));
}

TEST_F(AuthMachineTest, ADocumentLiesBesideTheAccountsOwn) {
  EXPECT_THAT(fault_of("path"), ::testing::HasSubstr("no bare file name"));
}

TEST_F(AuthMachineTest, AMoveOfALaterMinorEndsTheRun) {
  EXPECT_THAT(fault_of("later"), ::testing::HasSubstr("a move that this host does not know"));
}

TEST_F(AuthMachineTest, AQuestionOfALaterMinorIsOnlyShown) {
  const auto move = move_of("ask-later");
  ASSERT_TRUE(move) << move.error().detail;
  EXPECT_EQ(move->ask, AuthMove::Ask::kNothing);
}

}  // namespace
}  // namespace aipool::plugin
