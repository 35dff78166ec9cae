// SPDX-License-Identifier: MIT
#include "responses_test.h"

namespace aipool::openai::responses {
namespace {

namespace ev = sdk::events;

class ListsTest : public ResponsesTest {
 protected:
  std::unique_ptr<kit::Request> stored(aip_enum operation) {
    auto made = std::make_unique<kit::Request>(host_, kit::RequestText{.method = "GET", .params = {{"id", "resp_1"}}});
    made->canonical().operation = operation;
    EXPECT_EQ(driver_.inspect(*made), AIP_OK);
    return made;
  }
  std::string again(kit::Request& request, std::string body) {
    const kit::Decoded seen = driver_.decode(request, document(std::move(body)));
    EXPECT_EQ(seen.rc, AIP_OK);
    EXPECT_TRUE(seen.seen.fold.ended());
    return driver_.encode(request, kit::Replay(seen.seen.events)).body;
  }
};

TEST_F(ListsTest, CountsComeBack) {
  constexpr std::string_view kBody = R"({"object":"response.input_tokens","input_tokens":12})";
  EXPECT_EQ(again(*request(std::string(kAsk), AIP_OP_COUNT_TOKENS), std::string(kBody)), kBody);
}

TEST_F(ListsTest, DeletionsAreSaidByTheIdOfThePath) {
  constexpr std::string_view kDeleted = R"({"id":"resp_1","object":"response","deleted":true})";
  EXPECT_EQ(driver_.encode(*stored(AIP_OP_DELETE_RESPONSE), kit::Replay({ev::end()})).body, kDeleted);
  EXPECT_EQ(again(*stored(AIP_OP_DELETE_RESPONSE), std::string(kDeleted)), kDeleted);
}

TEST_F(ListsTest, ItemsOfTheTreeAreListedWithIds) {
  const auto asked = decoded(R"({"model":"m","input":[{"role":"user","content":"x"},{"type":"function_call","call_id":"c",
      "name":"f","arguments":"{}","id":"fc_1"}]})");
  const auto listing = stored(AIP_OP_LIST_INPUT_ITEMS);
  listing->canonical().messages = asked->canonical().messages;
  listing->canonical().message_count = asked->canonical().message_count;
  listing->canonical().message_stride = asked->canonical().message_stride;
  const std::string body = driver_.encode(*listing, kit::Replay({ev::end()})).body;
  EXPECT_NE(body.find(R"("role":"user","content":[{"type":"input_text","text":"x"}],"id":"msg_)"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("last_id":"fc_1","has_more":false)"), std::string::npos) << body;
}

TEST_F(ListsTest, ItemsOfAnUpstreamComeBack) {
  constexpr std::string_view kBody =
      R"({"object":"list","data":[{"id":"a","type":"x"},{"id":"b"}],"first_id":"a","last_id":"b","has_more":false})";
  EXPECT_EQ(again(*stored(AIP_OP_LIST_INPUT_ITEMS), std::string(kBody)), kBody);
}

TEST_F(ListsTest, AStoredResponseIsAResponse) {
  const std::string body = again(*stored(AIP_OP_GET_RESPONSE), R"({"id":"resp_1","status":"completed","model":"g","output":[
      {"type":"message","id":"msg","content":[{"type":"output_text","text":"a"}]}]})");
  EXPECT_NE(body.find(R"("id":"resp_1","object":"response")"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("text":"a")"), std::string::npos) << body;
}

TEST_F(ListsTest, CompactionsHaveAnObjectOfTheirOwn) {
  const std::string body =
      again(*request(std::string(kAsk), AIP_OP_COMPACT), R"({"id":"resp_1","object":"response.compaction","created_at":5,
      "output":[{"type":"compaction","id":"cmp","encrypted_content":"x"}],"usage":{"input_tokens":3}})");
  EXPECT_TRUE(same_json(body, R"({"id":"resp_1","object":"response.compaction","created_at":5,"output":[{"type":
      "compaction","id":"cmp","encrypted_content":"x"}],"usage":{"input_tokens":3}})"));
}

TEST_F(ListsTest, ModelsAndEmbeddingsAreThoseOfChat) {
  kit::Request models(host_);
  models.canonical().operation = AIP_OP_LIST_MODELS;
  const kit::Decoded seen = driver_.decode(models, document(R"({"data":[{"id":"a","created":3,"owned_by":"o"}]})"));
  ASSERT_EQ(seen.seen.events.size(), 2U);
  EXPECT_EQ(seen.seen.events[0].origin, host_.intern("openai.chat"));
}

}  // namespace
}  // namespace aipool::openai::responses
