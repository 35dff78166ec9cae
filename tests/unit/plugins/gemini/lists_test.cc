// SPDX-License-Identifier: MIT
#include "generate_test.h"

namespace aipool::gemini {
namespace {

namespace ev = sdk::events;

// What is no generation: models, counts of tokens, embeddings.
class ListsTest : public GenerateTest {
 protected:
  std::unique_ptr<kit::Request> lists(aip_enum operation) {
    auto made = std::make_unique<kit::Request>(host_);
    made->canonical().operation = operation;
    return made;
  }
  std::string encode(kit::Request& request, const std::vector<aip_event>& events) {
    return driver_.encode(request, kit::Replay(events)).body;
  }
  std::unique_ptr<kit::Request> embeds_one() {
    return tree(R"({"content":{"parts":[{"text":"a"}]}})", ":embedContent");
  }
  std::unique_ptr<kit::Request> embeds_all() {
    return tree(R"({"requests":[{"content":{"parts":[{"text":"a"}]}},{"content":{"parts":[{"text":"b"}]}}]})",
                ":batchEmbedContents");
  }
};

TEST_F(ListsTest, ModelsBothWays) {
  constexpr std::string_view kList =
      R"({"models":[{"name":"models/gemini-x","displayName":"X","inputTokenLimit":9,"new":1},{"name":"models/b"}]})";
  const auto made = lists(AIP_OP_LIST_MODELS);
  const kit::Decoded read = driver_.decode(*made, document(std::string(kList)));
  ASSERT_EQ(read.rc, AIP_OK);
  ASSERT_EQ(read.seen.events.size(), 3U);
  EXPECT_EQ(sdk::view(read.seen.events[0].id), "gemini-x");
  EXPECT_EQ(sdk::view(read.seen.events[0].name), "X");
  EXPECT_TRUE(same_json(encode(*made, read.seen.events), kList));
  EXPECT_EQ(driver_.decode(*made, document(R"({"data":[]})")).rc, AIP_E_UPSTREAM_PROTOCOL);
}

TEST_F(ListsTest, ModelsOfOthersGetThisShape) {
  const auto made = lists(AIP_OP_GET_MODEL);
  EXPECT_TRUE(same_json(encode(*made, {ev::model("gpt-5", "openai", 0), ev::end()}),
                        R"({"name":"models/gpt-5","baseModelId":"gpt-5","version":"001","displayName":"gpt-5",
      "supportedGenerationMethods":["generateContent","streamGenerateContent","countTokens"]})"));
}

TEST_F(ListsTest, NoModelsAreAnEmptyListAndAModelThatIsNotThereIsAFault) {
  EXPECT_EQ(encode(*lists(AIP_OP_LIST_MODELS), {ev::end()}), R"({"models":[]})");
  EXPECT_EQ(driver_.encode(*lists(AIP_OP_GET_MODEL), kit::Replay({ev::end()})).rc, AIP_E_NOT_FOUND);
}

TEST_F(ListsTest, CountsBothWays) {
  const auto made = tree(std::string(kAsk), ":countTokens");
  EXPECT_TRUE(same_json(encoded(*made), R"({"generateContentRequest":{"model":"models/m","contents":[{"role":"user",
      "parts":[{"text":"x"}]}]}})"));
  constexpr std::string_view kCount =
      R"({"totalTokens":14,"promptTokensDetails":[{"modality":"TEXT","tokenCount":14}]})";
  const kit::Decoded read = driver_.decode(*made, document(std::string(kCount)));
  ASSERT_EQ(read.rc, AIP_OK);
  EXPECT_EQ(to_lines(read.seen.events).substr(0, 21), "COUNT usage=14/0/0 ca");
  EXPECT_EQ(encode(*made, read.seen.events), kCount);
  for (const std::string_view odd : {R"({"tokens":14})", R"({"totalTokens":-1})", "[]"}) {
    EXPECT_EQ(driver_.decode(*made, document(std::string(odd))).rc, AIP_E_UPSTREAM_PROTOCOL) << odd;
  }
}

TEST_F(ListsTest, CountsOfOthersGetThisShape) {
  aip_usage usage{};
  usage.struct_size = sizeof usage;
  usage.input = 7;
  EXPECT_EQ(encode(*tree(std::string(kAsk), ":countTokens"), {ev::count(usage), ev::end()}), R"({"totalTokens":7})");
}

TEST_F(ListsTest, OneEmbeddingBothWays) {
  const auto made =
      tree(R"({"model":"models/m","content":{"parts":[{"text":"a"}]},"taskType":"RETRIEVAL_QUERY","title":"t",
      "outputDimensionality":2,"new":1})",
           ":embedContent");
  EXPECT_TRUE(same_json(encoded(*made), R"({"model":"models/m","content":{"parts":[{"text":"a"}]},
      "taskType":"RETRIEVAL_QUERY","title":"t","outputDimensionality":2,"new":1})"));
  constexpr std::string_view kAnswer = R"({"embedding":{"values":[0.5,-1]},"new":{"a":1}})";
  const kit::Decoded read = driver_.decode(*made, document(std::string(kAnswer)));
  ASSERT_EQ(read.rc, AIP_OK);
  EXPECT_TRUE(same_json(encode(*made, read.seen.events), kAnswer));
}

TEST_F(ListsTest, EmbeddingsBothWays) {
  constexpr std::string_view kAnswer =
      R"({"embeddings":[{"values":[0.5]},{"values":[1]}],"usageMetadata":{"promptTokenCount":2}})";
  const auto made = embeds_all();
  const kit::Decoded read = driver_.decode(*made, document(std::string(kAnswer)));
  ASSERT_EQ(read.rc, AIP_OK);
  EXPECT_TRUE(same_json(encode(*made, read.seen.events), kAnswer));
  for (const std::string_view odd : {R"({"embedding":{}})", R"({"embeddings":[{}]})", R"({"embeddings":{}})"}) {
    EXPECT_EQ(driver_.decode(*made, document(std::string(odd))).rc, AIP_E_UPSTREAM_PROTOCOL) << odd;
  }
}

TEST_F(ListsTest, EveryRequestOfABatchKeepsItsOwnSettings) {
  const auto made =
      tree(R"({"requests":[{"model":"models/alias","content":{"parts":[{"text":"a"}]},"taskType":"RETRIEVAL_QUERY"},
      {"content":{"parts":[{"text":"b"}]},"outputDimensionality":9,"new":1}],"beside":2})",
           ":batchEmbedContents", "alias");
  made->canonical().upstream_model = sdk::bytes("gemini-embedding-001");
  EXPECT_TRUE(same_json(encoded(*made), R"({"requests":[{"model":"models/gemini-embedding-001",
      "content":{"parts":[{"text":"a"}]},"taskType":"RETRIEVAL_QUERY"},{"model":"models/gemini-embedding-001",
      "content":{"parts":[{"text":"b"}]},"outputDimensionality":9,"new":1}],"beside":2})"));
  EXPECT_TRUE(made->call().losses().empty());
}

TEST_F(ListsTest, EmbeddingsOfAnotherClientAreABatch) {
  const auto made = foreign();
  made->canonical().operation = AIP_OP_EMBED;
  const aip_bytes inputs[] = {sdk::bytes("a"), sdk::bytes("b")};
  aip_embedding embedding{};
  embedding.struct_size = sizeof embedding;
  embedding.origin = other_;
  embedding.inputs = inputs;
  embedding.input_count = 2;
  embedding.dimensions = 8;
  made->canonical().embedding = &embedding;
  made->canonical().user = sdk::bytes("u");
  EXPECT_TRUE(same_json(encoded(*made), R"({"requests":[
      {"model":"models/m","content":{"parts":[{"text":"a"}]},"outputDimensionality":8},
      {"model":"models/m","content":{"parts":[{"text":"b"}]},"outputDimensionality":8}]})"));
  EXPECT_EQ(loss_pointers(*made), std::vector<std::string>{"/user"});
  made->canonical().upstream_model = sdk::bytes("models/m");  // as a list of the vendor's says it
  EXPECT_NE(encoded(*made).find(R"("model":"models/m")"), std::string::npos);
  embedding.input_count = 0;  // lists of tokens
  std::string body;
  EXPECT_EQ(driver_.encode_request(*made, body), AIP_E_INVALID_REQUEST);
}

TEST_F(ListsTest, WhoAsksForOneVectorGetsOne) {
  const auto made = embeds_one();
  EXPECT_EQ(encode(*made, {ev::embedding(0, "[1]"), ev::embedding(1, "[2]"), ev::end()}),
            R"({"embedding":{"values":[1]}})");
  EXPECT_EQ(loss_pointers(*made), std::vector<std::string>{"/embedding"});
  EXPECT_EQ(encode(*made, {ev::end()}), R"({"embedding":{"values":[]}})");
  EXPECT_EQ(encode(*embeds_all(), {ev::embedding(0, "[1]"), ev::embedding(1, "[2]"), ev::end()}),
            R"({"embeddings":[{"values":[1]},{"values":[2]}]})");
}

TEST_F(ListsTest, UsageOfAnotherUpstreamIsThePromptsCount) {
  aip_usage usage{};
  usage.struct_size = sizeof usage;
  usage.origin = other_;
  usage.input = 3;
  EXPECT_TRUE(same_json(encode(*embeds_one(), {ev::embedding(0, "[1]"), ev::usage(usage), ev::end()}),
                        R"({"embedding":{"values":[1]},"usageMetadata":{"promptTokenCount":3}})"));
}

TEST_F(ListsTest, AnErrorInsteadOfAListIsTold) {
  const kit::Decoded read =
      driver_.decode(*embeds_one(), document(R"({"error":{"code":404,"message":"no","status":"NOT_FOUND"}})"));
  EXPECT_EQ(verdict(read.seen.events), "ERROR class=-4 message=no\n");
}

}  // namespace
}  // namespace aipool::gemini
