// SPDX-License-Identifier: MIT
#include "messages_test.h"

namespace aipool::claude {
namespace {

class ListsTest : public MessagesTest {
 protected:
  std::unique_ptr<kit::Request> asks(aip_enum operation) {
    auto made = std::make_unique<kit::Request>(host_);
    made->canonical().operation = operation;
    return made;
  }
};

TEST_F(ListsTest, ModelsBothWays) {
  constexpr std::string_view kList =
      R"({"data":[{"type":"model","id":"claude-x","display_name":"X","created_at":"2025-05-14T00:00:00Z","new":1}],
          "has_more":false,"first_id":"claude-x","last_id":"claude-x"})";
  const auto made = asks(AIP_OP_LIST_MODELS);
  const kit::Decoded read = driver_.decode(*made, document(std::string(kList)));
  ASSERT_EQ(read.rc, AIP_OK);
  ASSERT_EQ(read.seen.events.size(), 2U);
  EXPECT_EQ(read.seen.events[0].created, 1747180800);
  EXPECT_TRUE(same_json(driver_.encode(*made, kit::Replay(read.seen.events)).body, kList));
}

TEST_F(ListsTest, ModelsOfOthersGetThisShape) {
  const auto made = asks(AIP_OP_LIST_MODELS);
  EXPECT_TRUE(same_json(
      driver_.encode(*made, kit::Replay({sdk::events::model("gpt-5", "openai", 1747180800), sdk::events::end()})).body,
      R"({"data":[{"type":"model","id":"gpt-5","display_name":"gpt-5","created_at":"2025-05-14T00:00:00Z"}],
          "has_more":false,"first_id":"gpt-5","last_id":"gpt-5"})"));
}

TEST_F(ListsTest, NoModelsAreAnEmptyList) {
  const auto made = asks(AIP_OP_LIST_MODELS);
  EXPECT_TRUE(same_json(driver_.encode(*made, kit::Replay({sdk::events::end()})).body,
                        R"({"data":[],"has_more":false,"first_id":null,"last_id":null})"));
}

TEST_F(ListsTest, CountsBothWays) {
  const auto made = asks(AIP_OP_COUNT_TOKENS);
  const kit::Decoded read = driver_.decode(*made, document(R"({"input_tokens":14})"));
  ASSERT_EQ(read.rc, AIP_OK);
  EXPECT_EQ(driver_.encode(*made, kit::Replay(read.seen.events)).body, R"({"input_tokens":14})");
  EXPECT_EQ(driver_.decode(*made, document(R"({"tokens":14})")).rc, AIP_E_UPSTREAM_PROTOCOL);
}

}  // namespace
}  // namespace aipool::claude
