// SPDX-License-Identifier: MIT
#include "ollama_test.h"

namespace aipool::ollama {
namespace {

class InspectTest : public OllamaTest {
 protected:
  std::string fault(std::string body, aip_enum operation = AIP_OP_GENERATE, std::string path = "/api/chat") {
    kit::Request made(host_, {.path = std::move(path), .body = std::move(body)});
    made.canonical().operation = operation;
    EXPECT_EQ(driver_.inspect(made), AIP_E_INVALID_REQUEST);
    return made.call().fault() ? made.call().fault()->param : "none";
  }
};

TEST_F(InspectTest, AStreamIsWhatGoesWithoutSaying) {
  const auto flags = [&](std::string_view stream) {
    return request(R"({"model":"m","messages":[])" + std::string(stream) + "}")->canonical().flags & AIP_REQUEST_STREAM;
  };
  EXPECT_NE(flags(""), 0U);
  EXPECT_NE(flags(R"(,"stream":null)"), 0U);
  EXPECT_NE(flags(R"(,"stream":true)"), 0U);
  EXPECT_EQ(flags(R"(,"stream":false)"), 0U);
}

TEST_F(InspectTest, TheModelAndTheMembers) {
  const auto made = request(R"({"model":"llama3.2:3b","messages":[]})");
  EXPECT_EQ(sdk::view(made->canonical().client_model), "llama3.2:3b");
  EXPECT_EQ(made->canonical().member_count, 2U);
  const auto shown = request(R"({"name":"hf.co/a/b:Q4","verbose":true})", AIP_OP_SHOW_MODEL);
  EXPECT_EQ(sdk::view(shown->canonical().item_id), "hf.co/a/b:Q4");
  EXPECT_EQ(sdk::view(request(R"({"model":"","name":"n"})", AIP_OP_SHOW_MODEL)->canonical().client_model), "n");
}

TEST_F(InspectTest, NothingToEmbedIsLeftToTheUpstream) {
  for (const char* path : {"/api/embed", "/api/embeddings"}) {
    const auto made = sent(path, R"({"model":"m"})", AIP_OP_EMBED);
    EXPECT_EQ(driver_.decode_request(*made), AIP_E_INVALID_REQUEST);  // which no other upstream could answer
    EXPECT_NE(why(*made).find("must not be empty"), std::string::npos) << why(*made);
  }
}

TEST_F(InspectTest, WhatHasNoBodyIsLeftAlone) {
  for (const aip_enum operation : {AIP_OP_LIST_MODELS, AIP_OP_LIST_RUNNING, AIP_OP_VERSION, AIP_OP_PING}) {
    request("", operation);
  }
}

TEST_F(InspectTest, FaultsNameTheField) {
  EXPECT_EQ(fault("[]"), "");
  EXPECT_EQ(fault("{"), "");
  EXPECT_EQ(fault(R"({"messages":[]})"), "model");
  EXPECT_EQ(fault(R"({"model":"","messages":[]})"), "model");
  EXPECT_EQ(fault(R"({"model":"m","model":"n"})"), "model");
  EXPECT_EQ(fault(R"({"model":"m","stream":1})"), "stream");
  EXPECT_EQ(fault(R"({"model":"m","messages":{}})"), "messages");
  EXPECT_EQ(fault(R"({"model":"m","messages":[1]})"), "messages[0]");
  EXPECT_EQ(fault(R"({"model":"m","messages":[{"content":"x"}]})"), "messages[0].role");
  EXPECT_EQ(fault(R"({"model":"m","messages":[{"role":"user","content":[]}]})"), "messages[0].content");
  EXPECT_EQ(fault(R"({"model":"m","messages":[{"role":"user","images":[1]}]})"), "messages[0].images[0]");
  EXPECT_EQ(fault(R"({"model":"m","messages":[{"role":"assistant","tool_calls":[1]}]})"), "messages[0].tool_calls[0]");
  EXPECT_EQ(fault(R"({"model":"m","prompt":1})", AIP_OP_GENERATE, "/api/generate"), "prompt");
  EXPECT_EQ(fault(R"({"model":"m","input":[1]})", AIP_OP_EMBED, "/api/embed"), "input[0]");
  EXPECT_EQ(fault(R"({"model":"m","prompt":1})", AIP_OP_EMBED, "/api/embeddings"), "prompt");
  EXPECT_EQ(fault(R"({"verbose":true})", AIP_OP_SHOW_MODEL), "model");
}

}  // namespace
}  // namespace aipool::ollama
