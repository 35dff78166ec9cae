// SPDX-License-Identifier: MIT
#include "ollama_test.h"

namespace aipool::ollama {
namespace {

class ListsTest : public OllamaTest {
 protected:
  std::unique_ptr<kit::Request> wants(aip_enum operation) {
    if (operation == AIP_OP_SHOW_MODEL) return request(R"({"model":"m"})", operation);
    auto made = std::make_unique<kit::Request>(host_);
    made->canonical().operation = operation;
    return made;
  }
  json::Value written(aip_enum operation, const std::vector<aip_event>& events) {
    made_ = driver_.encode(*wants(operation), kit::Replay(events));
    EXPECT_EQ(made_.rc, AIP_OK);
    EXPECT_EQ(document_.parse(made_.body), json::Error::kNone) << made_.body;
    return document_.root();
  }

  kit::Encoded made_;
  json::Document document_;
};

TEST_F(ListsTest, TagsBothWays) {
  constexpr std::string_view kTags =
      R"({"models":[{"name":"a:1b","model":"a:1b","modified_at":"2025-05-14T02:00:00.5+02:00","size":7,"digest":"d",
          "details":{"family":"llama"}}]})";
  const auto made = wants(AIP_OP_LIST_MODELS);
  const kit::Decoded read = driver_.decode(*made, document(std::string(kTags)));
  ASSERT_EQ(read.rc, AIP_OK);
  ASSERT_EQ(read.seen.events.size(), 2U);
  EXPECT_EQ(sdk::view(read.seen.events[0].id), "a:1b");
  EXPECT_EQ(read.seen.events[0].created, 1747180800);
  EXPECT_TRUE(same_json(driver_.encode(*made, kit::Replay(read.seen.events)).body, kTags));
  EXPECT_EQ(driver_.decode(*made, document(R"({"data":[]})")).rc, AIP_E_UPSTREAM_PROTOCOL);
  EXPECT_TRUE(driver_.decode(*made, document(R"({"models":null})")).seen.fold.ended());
}

TEST_F(ListsTest, ModelsOfOthersHaveWhatClientsReadFirst) {
  const json::Value body =
      written(AIP_OP_LIST_MODELS, {sdk::events::model("gpt-5", "openai", 1747180800), sdk::events::end()});
  for (const json::Value model : body.find("models").elements()) {
    EXPECT_TRUE(model.find("name").equals("gpt-5"));
    EXPECT_TRUE(model.find("model").equals("gpt-5"));
    EXPECT_TRUE(model.find("modified_at").equals("2025-05-14T00:00:00.000Z"));
    EXPECT_EQ(model.find("digest").string().size(), 64U);
    EXPECT_TRUE(model.find("details").find("family").equals("openai"));
  }
  EXPECT_EQ(body.find("models").size(), 1U);
}

TEST_F(ListsTest, NoModelsAreAnEmptyList) {
  written(AIP_OP_LIST_MODELS, {sdk::events::end()});
  EXPECT_EQ(made_.body, R"({"models":[]})");
  written(AIP_OP_LIST_RUNNING, {sdk::events::end()});
  EXPECT_EQ(made_.body, R"({"models":[]})");
}

TEST_F(ListsTest, WhatRunsSaysUntilWhen) {
  const json::Value body = written(AIP_OP_LIST_RUNNING, {sdk::events::model("gpt-5", "", 0), sdk::events::end()});
  for (const json::Value model : body.find("models").elements()) {
    EXPECT_TRUE(model.find("expires_at").is_string());
    EXPECT_TRUE(model.find("context_length").is_number());
  }
}

TEST_F(ListsTest, ACardOfAnUpstreamGoesThrough) {
  constexpr std::string_view kCard =
      R"({"details":{"family":"llama"},"model_info":{"general.architecture":"llama"},"capabilities":["completion"],"x":1})";
  const auto made = wants(AIP_OP_SHOW_MODEL);
  const kit::Decoded read = driver_.decode(*made, document(std::string(kCard)));
  ASSERT_EQ(read.rc, AIP_OK);
  EXPECT_EQ(sdk::view(read.seen.events[0].id), "m");
  EXPECT_EQ(driver_.encode(*made, kit::Replay(read.seen.events)).body, kCard);
}

TEST_F(ListsTest, ACardIsMadeForModelsOfOthers) {
  aip_event model = sdk::events::model("gpt-5", "openai", 0);
  model.json = sdk::bytes(R"({"id":"gpt-5","context_window":400000})");
  const json::Value card = written(AIP_OP_SHOW_MODEL, {model, sdk::events::end()});
  EXPECT_TRUE(card.find("details").find("families").is_array());
  EXPECT_TRUE(card.find("model_info").find("general.architecture").equals("aipool"));
  EXPECT_EQ(card.find("model_info").find("aipool.context_length").int64(), 400000);
  EXPECT_EQ(card.find("capabilities").raw(), R"(["completion","tools"])");
  const json::Value embeds =
      written(AIP_OP_SHOW_MODEL, {sdk::events::model("text-embedding-3", "", 0), sdk::events::end()});
  EXPECT_EQ(embeds.find("capabilities").raw(), R"(["embedding"])");
  EXPECT_EQ(embeds.find("model_info").find("aipool.context_length").int64(), 131072);
}

TEST_F(ListsTest, ACardClaimsWhatTheUpstreamSays) {
  const auto abilities = [&](std::string_view said) {
    aip_event model = sdk::events::model("m", "o", 0);
    model.json = sdk::bytes(said);
    return std::string(written(AIP_OP_SHOW_MODEL, {model, sdk::events::end()}).find("capabilities").raw());
  };
  EXPECT_EQ(abilities(R"({"supported_parameters":["tools","reasoning"],"architecture":{"input_modalities":["text","image"]}})"),
            R"(["completion","tools","vision","thinking"])");
  EXPECT_EQ(abilities(R"({"supported_parameters":["seed"]})"), R"(["completion"])");
  EXPECT_EQ(abilities(R"({"capabilities":{"function_calling":false,"vision":true}})"), R"(["completion","vision"])");
  EXPECT_EQ(abilities(R"({"capabilities":{"image_input":{"supported":true},"thinking":{"supported":true}}})"),
            R"(["completion","tools","vision","thinking"])");
  EXPECT_EQ(abilities(R"({"capabilities":{"image_input":{"supported":false}},"thinking":true})"),
            R"(["completion","tools","thinking"])");
}

TEST_F(ListsTest, RunningModelsOfAnUpstreamComeBack) {
  constexpr std::string_view kRunning =
      R"({"models":[{"name":"a","model":"a","size":7,"digest":"d","expires_at":"2025-05-14T02:00:00Z","size_vram":7}]})";
  const auto made = wants(AIP_OP_LIST_RUNNING);
  const kit::Decoded read = driver_.decode(*made, document(std::string(kRunning)));
  ASSERT_EQ(read.rc, AIP_OK);
  EXPECT_TRUE(same_json(driver_.encode(*made, kit::Replay(read.seen.events)).body, kRunning));
}

TEST_F(ListsTest, AModelThatIsNotThereIsAnError) {
  const auto made = wants(AIP_OP_SHOW_MODEL);
  EXPECT_EQ(driver_.encode(*made, kit::Replay({sdk::events::end()})).rc, AIP_E_NOT_FOUND);
  EXPECT_EQ(made->call().fault()->message, "model 'm' not found");
}

TEST_F(ListsTest, FixedAnswers) {
  written(AIP_OP_VERSION, {sdk::events::end()});
  EXPECT_EQ(made_.body, R"({"version":"0.14.0"})");
  const kit::Encoded ping = driver_.encode(*wants(AIP_OP_PING), kit::Replay({sdk::events::end()}));
  EXPECT_EQ(ping.body, "Ollama is running");
  EXPECT_EQ(ping.content_type, "text/plain; charset=utf-8");
}

}  // namespace
}  // namespace aipool::ollama
