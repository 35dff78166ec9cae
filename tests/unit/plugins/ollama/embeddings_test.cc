// SPDX-License-Identifier: MIT
#include "ollama_test.h"

namespace aipool::ollama {
namespace {

class EmbeddingsTest : public OllamaTest {
 protected:
  std::unique_ptr<kit::Request> embedding(std::string path, std::string body) {
    auto made = sent(std::move(path), std::move(body), AIP_OP_EMBED);
    EXPECT_EQ(driver_.decode_request(*made), AIP_OK) << why(*made);
    return made;
  }
};

TEST_F(EmbeddingsTest, RequestsComeBack) {
  for (const char* members :
       {R"("input":"a")", R"("input":["a","b"],"truncate":true,"dimensions":8,"options":{"x":1})"}) {
    const std::string body = R"({"model":"m",)" + std::string(members) + "}";
    EXPECT_TRUE(same_json(encoded(*embedding("/api/embed", body)), body));
  }
}

TEST_F(EmbeddingsTest, TheOlderPathHasAPrompt) {
  const auto made = embedding("/ollama/api/embeddings", R"({"model":"m","prompt":"a"})");
  ASSERT_EQ(made->canonical().embedding->input_count, 1U);
  EXPECT_EQ(sdk::view(made->canonical().embedding->inputs[0]), "a");
  EXPECT_EQ(driver_.encode(*made, kit::Replay({sdk::events::embedding(0, "[1,2]"), sdk::events::end()})).body,
            R"({"embedding":[1,2]})");
}

TEST_F(EmbeddingsTest, AnswersBothWays) {
  const auto made = embedding("/api/embed", R"({"model":"m","input":["a","b"]})");
  constexpr std::string_view kAnswer =
      R"({"model":"g","embeddings":[[0.5,1],[2,-3e-5]],"total_duration":7,"load_duration":1,"prompt_eval_count":3})";
  const kit::Decoded read = driver_.decode(*made, document(std::string(kAnswer)));
  ASSERT_EQ(read.rc, AIP_OK);
  EXPECT_EQ(read.seen.fold.usage()->input, 3U);
  EXPECT_EQ(driver_.encode(*made, kit::Replay(read.seen.events)).body, kAnswer);
  EXPECT_EQ(driver_.decode(*made, document(R"({"data":[]})")).rc, AIP_E_UPSTREAM_PROTOCOL);
  EXPECT_EQ(driver_.decode(*made, document(R"({"embedding":[1]})")).seen.events.size(), 3U);
}

TEST_F(EmbeddingsTest, OfAnotherProtocol) {
  const auto made = foreign();
  made->canonical().operation = AIP_OP_EMBED;
  aip_embedding embedding{};
  embedding.struct_size = sizeof embedding;
  embedding.dimensions = -1;
  embedding.json = sdk::bytes("[1,2]");
  made->canonical().embedding = &embedding;
  std::string body;
  EXPECT_EQ(driver_.encode_request(*made, body), AIP_E_INVALID_REQUEST);
  const aip_bytes inputs[] = {sdk::bytes("a")};
  embedding.inputs = inputs;
  embedding.input_count = 1;
  embedding.task = sdk::bytes("QUERY");
  EXPECT_EQ(encoded(*made), R"({"model":"m","input":["a"]})");
  EXPECT_EQ(loss_pointers(*made), (std::vector<std::string>{"/task"}));
}

}  // namespace
}  // namespace aipool::ollama
