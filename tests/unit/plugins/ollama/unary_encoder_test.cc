// SPDX-License-Identifier: MIT
#include "ollama_test.h"

namespace aipool::ollama {
namespace {

class UnaryEncoderTest : public OllamaTest {};

constexpr std::string_view kAnswer =
    R"({"model":"g","created_at":"2025-01-01T00:00:00Z","remote_model":"r","message":{"role":"assistant","content":"a",
        "thinking":"t","tool_calls":[{"id":"c","function":{"index":0,"name":"f","arguments":{"a": 1}}}],"new":1},
        "done":true,"done_reason":"stop","total_duration":9,"load_duration":1,"prompt_eval_count":3,
        "prompt_eval_duration":2,"eval_count":4,"eval_duration":5,"logprobs":[{"token":"a"}]})";

std::string without_time(std::string text) {
  constexpr std::string_view kTime = R"("created_at":")";
  const std::size_t at = text.find(kTime);
  return at == std::string::npos ? text : text.erase(at, text.find(',', at) + 1 - at);
}

TEST_F(UnaryEncoderTest, AWholeAnswerComesBack) {
  const auto made = asks(false);
  const kit::Decoded read = driver_.decode(*made, document(std::string(kAnswer)));
  ASSERT_EQ(read.rc, AIP_OK);
  const kit::Encoded written = driver_.encode(*made, read.seen.fold);
  EXPECT_EQ(written.content_type, "application/json; charset=utf-8");
  EXPECT_TRUE(same_json(without_time(written.body), without_time(std::string(kAnswer))));
  EXPECT_TRUE(made->call().losses().empty());
}

TEST_F(UnaryEncoderTest, TheTimeIsTheHostsClock) {
  const auto made = asks(false);
  const kit::Encoded written = driver_.encode(*made, kit::Replay({sdk::events::start("", "g", 0), sdk::events::end()}));
  json::Document document;
  ASSERT_EQ(document.parse(written.body), json::Error::kNone);
  const std::string time = document.root().find("created_at").string();
  EXPECT_EQ(time.size(), 24U) << time;
  EXPECT_EQ(time.substr(0, 3), "202");
}

TEST_F(UnaryEncoderTest, NoDurationIsZero) {
  const auto made = asks(false);
  const kit::Encoded written = driver_.encode(*made, kit::Replay({sdk::events::start("", "g", 0), sdk::events::end()}));
  EXPECT_NE(written.body.find(R"("total_duration":1000000,)"), std::string::npos) << written.body;
}

TEST_F(UnaryEncoderTest, DurationsCountFromWhenTheRequestCame) {
  const auto made = asks(false);
  host_.advance(1500);
  const kit::Encoded written = driver_.encode(*made, kit::Replay({sdk::events::start("", "g", 0), sdk::events::end()}));
  json::Document document;
  ASSERT_EQ(document.parse(written.body), json::Error::kNone);
  EXPECT_EQ(document.root().find("total_duration").int64(), 1'500'000'000);
  EXPECT_EQ(document.root().find("eval_duration").int64(), 1'500'000'000);
}

TEST_F(UnaryEncoderTest, AFunctionWithMoreMembersStaysWhole) {
  constexpr std::string_view kCall = R"({"model":"g","created_at":"t","message":{"role":"assistant","content":"","tool_calls":[
      {"id":"c","function":{"index":0,"name":"f","arguments":{"a":1},"new":2},"beside":3}]},"done":true,"done_reason":"stop"})";
  const auto made = asks(false);
  const kit::Decoded read = driver_.decode(*made, document(std::string(kCall)));
  json::Document document;
  const std::string written = driver_.encode(*made, read.seen.fold).body;
  ASSERT_EQ(document.parse(written), json::Error::kNone);
  EXPECT_TRUE(same_json(document.root().find("message").find("tool_calls").raw(),
                        R"([{"id":"c","function":{"index":0,"name":"f","arguments":{"a":1},"new":2},"beside":3}])"));
}

TEST_F(UnaryEncoderTest, EndingsWithoutAWordAreLosses) {
  for (const aip_enum finish : {AIP_FINISH_FILTER, AIP_FINISH_PAUSE, AIP_FINISH_ERROR, AIP_FINISH_OTHER}) {
    const auto made = asks(false);
    const std::string body =
        driver_
            .encode(*made, kit::Replay({sdk::events::start("", "g", 0), sdk::events::finish(0, finish), sdk::events::end()}))
            .body;
    EXPECT_NE(body.find(R"("done_reason":"stop")"), std::string::npos) << body;
    EXPECT_EQ(loss_pointers(*made), std::vector<std::string>{"/choices/0/finish_reason"}) << finish;
  }
}

TEST_F(UnaryEncoderTest, GenerateSaysResponse) {
  const auto made = sent("/api/generate", R"({"model":"m","prompt":"x","stream":false})");
  constexpr std::string_view kGenerated =
      R"({"model":"g","created_at":"t","response":"a","thinking":"t","done":true,"done_reason":"stop","context":[1,2]})";
  const kit::Decoded read = driver_.decode(*made, document(std::string(kGenerated)));
  const std::string written = driver_.encode(*made, read.seen.fold).body;
  EXPECT_TRUE(written.find(R"("response":"a","thinking":"t","done":true,"done_reason":"stop")") != std::string::npos)
      << written;
  EXPECT_TRUE(written.find(R"("context":[1,2])") != std::string::npos) << written;
}

}  // namespace
}  // namespace aipool::ollama
