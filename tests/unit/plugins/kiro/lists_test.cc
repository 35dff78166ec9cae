// SPDX-License-Identifier: MIT
#include "aipool/kit/account.hpp"
#include "kiro_test.h"

namespace aipool::kiro {
namespace {

class ListsTest : public KiroTest {
 protected:
  aip_rc read(aip_enum operation, std::string body) {
    asked_ = std::make_unique<kit::Request>(host_);
    asked_->canonical().operation = operation;
    seen_ = std::make_unique<kit::Collector>();
    const aip_reply answer = {sizeof answer, 200, {}, sdk::bytes(body)};
    const kit::Account account(kit::AccountText{});
    return plugin_.provider("kiro-oauth")
        .decode_own(plugin_.instance(), asked_->call().env(), account.table(), &asked_->canonical(), &answer,
                    seen_->out(kit::kEvents));
  }

  std::unique_ptr<kit::Collector> seen_;
};

TEST_F(ListsTest, ModelsHaveTheServicesNameAndTheClients) {
  EXPECT_EQ(
      read(AIP_OP_LIST_MODELS, R"({"models":[{"modelId":"claude-sonnet-4.5","modelName":"Sonnet"},{"modelId":"auto"},)"
                               R"({"modelId":"claude-sonnet-4"}],"nextToken":"n"})"),
      AIP_OK);
  std::string ids;
  for (const aip_event& event : seen_->events) ids.append(sdk::view(event.id)).append(" ");
  EXPECT_EQ(ids, "claude-sonnet-4.5 claude-sonnet-4-5 auto claude-sonnet-4  ");
  EXPECT_EQ(losses(), std::vector<std::string>{"/nextToken"});
  EXPECT_EQ(read(AIP_OP_LIST_MODELS, R"({"message":"no"})"), AIP_E_UPSTREAM_PROTOCOL);
  EXPECT_EQ(read(AIP_OP_LIST_MODELS, "<html>"), AIP_E_UPSTREAM_PROTOCOL);
}

TEST_F(ListsTest, AnAllowanceIsThePlansTheTrialsAndTheBonuses) {
  const auto works = [&](const std::string& item) {
    EXPECT_EQ(read(AIP_OP_PROBE, R"({"usageBreakdownList":[)" + item + "]}"), AIP_OK);
    return seen_->fold.ended();
  };
  EXPECT_TRUE(works(R"({"currentUsage":1,"usageLimit":50})"));
  EXPECT_FALSE(works(R"({"currentUsage":50,"usageLimit":50,"currentUsageWithPrecision":50.0})"));
  EXPECT_TRUE(works(R"({"currentUsage":50,"usageLimit":50,"freeTrialInfo":{"freeTrialStatus":"ACTIVE","currentUsage":1,
                       "usageLimit":2}})"));
  EXPECT_FALSE(
      works(R"({"currentUsage":50,"usageLimit":50,"freeTrialInfo":{"freeTrialStatus":"EXPIRED","currentUsage":1,
                        "usageLimit":2}})"));
  EXPECT_TRUE(
      works(R"({"currentUsage":50,"usageLimit":50,"bonuses":[{"status":"ACTIVE","usageLimit":5,"currentUsage":0}]})"));
  EXPECT_TRUE(works(R"({"currentUsage":50,"usageLimit":50,"overageCap":10,"currentOverages":3})"));
  EXPECT_FALSE(works(R"({"currentUsage":9,"usageLimit":9})"));
  EXPECT_EQ(seen_->fold.error()->error_class, AIP_E_QUOTA);
  EXPECT_GT(seen_->fold.error()->retry_after_ms, 0);
}

}  // namespace
}  // namespace aipool::kiro
