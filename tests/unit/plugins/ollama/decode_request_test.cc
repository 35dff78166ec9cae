// SPDX-License-Identifier: MIT
#include "ollama_test.h"

namespace aipool::ollama {
namespace {

class DecodeRequestTest : public OllamaTest {
 protected:
  std::unique_ptr<kit::Request> options(std::string_view json) {
    return decoded(R"({"model":"m","messages":[{"role":"user","content":"x"}],"options":)" + std::string(json) + "}");
  }

  // "param: message" of what decode_request() refuses.
  std::string refused(std::string body, std::string path = "/ollama/api/chat") {
    const auto made = sent(std::move(path), std::move(body));
    EXPECT_EQ(driver_.decode_request(*made), AIP_E_INVALID_REQUEST);
    return why(*made);
  }
};

TEST_F(DecodeRequestTest, OptionsAreSampling) {
  const aip_request request =
      options(
          R"({"num_predict":77,"temperature":0,"top_p":1,"top_k":40.0,"seed":-1,"stop":"end","presence_penalty":1.5})")
          ->canonical();
  EXPECT_EQ(request.present, AIP_HAS_MAX_OUTPUT | AIP_HAS_TEMPERATURE | AIP_HAS_TOP_P | AIP_HAS_TOP_K | AIP_HAS_SEED |
                                 AIP_HAS_PRESENCE_PENALTY);
  EXPECT_EQ(request.max_output, 77);
  EXPECT_EQ(request.top_k, 40);
  EXPECT_EQ(request.seed, -1);
  EXPECT_EQ(request.stop_count, 1U);
}

TEST_F(DecodeRequestTest, NoLimitIsNotALimit) {
  for (const std::string_view none : {R"({"num_predict":-1})", R"({"num_predict":0})"}) {
    const auto made = options(none);
    EXPECT_FALSE(sdk::has(made->canonical(), AIP_HAS_MAX_OUTPUT));
    ASSERT_EQ(made->canonical().extras.count, 1U);
    EXPECT_EQ(sdk::view(made->canonical().extras.items[0].raw), none);
  }
}

TEST_F(DecodeRequestTest, AnImageMayBeAnAddress) {
  const auto made = decoded(R"({"model":"m","messages":[{"role":"user","images":["https://x/y.png","AA=="]}]})");
  const auto parts = sdk::parts(sdk::messages(made->canonical())[0]);
  EXPECT_EQ(sdk::view(parts[0].uri), "https://x/y.png");
  EXPECT_FALSE(sdk::present(parts[0].data));
  EXPECT_EQ(sdk::view(parts[1].data), "AA==");
}

TEST_F(DecodeRequestTest, DevelopersAreHeardAsSuch) {
  const auto made = decoded(R"({"model":"m","messages":[{"role":"developer","content":"s"},{"role":"user","content":"x"}]})");
  EXPECT_EQ(sdk::messages(made->canonical())[0].role, AIP_ROLE_DEVELOPER);
}

TEST_F(DecodeRequestTest, NoChoiceOfAToolIsRefused) {
  const auto mode = [&](std::string_view choice) {
    return decoded(R"({"model":"m","messages":[{"role":"user","content":"x"}],"tool_choice":)" + std::string(choice) + "}")
        ->canonical()
        .tool_choice->mode;
  };
  EXPECT_EQ(mode(R"({"type":"function","function":{"name":"f"}})"), AIP_CHOICE_NAMED);
  EXPECT_EQ(mode(R"({"type":"function","name":"f"})"), AIP_CHOICE_NAMED);
  EXPECT_EQ(mode(R"({"type":"function"})"), AIP_CHOICE_OPAQUE);
  EXPECT_EQ(mode(R"({"type":"tool","toolName":"f"})"), AIP_CHOICE_OPAQUE);
}

TEST_F(DecodeRequestTest, FilesAreKnownByTheirFirstBytes) {
  const auto made = decoded(R"({"model":"m","messages":[{"role":"user","images":["iVBORw0KGgoAAAA=","/9j/4AAQ",
      "R0lGODlhAQ==","UklGRiQAAABXRUJQVlA4","UklGRiQAAABXQVZFZm10","SUQzBAAA","AA==","data:image/png;base64,iVBORw0KGgo="]}]})");
  std::string text;
  for (const aip_part& item : sdk::parts(sdk::messages(made->canonical())[0])) {
    text += std::to_string(item.kind) + " " + std::string(sdk::view(item.media_type)) + "\n";
  }
  EXPECT_EQ(text, "4 image/png\n4 image/jpeg\n4 image/gif\n4 image/webp\n5 audio/wav\n5 audio/mpeg\n4 \n4 image/png\n");
}

TEST_F(DecodeRequestTest, ThinkingIsAnEffort) {
  const auto effort = [&](std::string_view think) {
    return decoded(R"({"model":"m","messages":[{"role":"user","content":"x"}],"think":)" + std::string(think) + "}")
        ->canonical()
        .reasoning->effort;
  };
  EXPECT_EQ(effort("true"), AIP_EFFORT_ADAPTIVE);
  EXPECT_EQ(effort("false"), AIP_EFFORT_NONE);
  EXPECT_EQ(effort(R"("low")"), AIP_EFFORT_LOW);
  EXPECT_EQ(effort(R"("medium")"), AIP_EFFORT_MEDIUM);
  EXPECT_EQ(effort(R"("high")"), AIP_EFFORT_HIGH);
  EXPECT_EQ(effort(R"("max")"), AIP_EFFORT_MAX);
  EXPECT_EQ(effort(R"("true")"), AIP_EFFORT_ADAPTIVE);
  EXPECT_EQ(effort(R"("false")"), AIP_EFFORT_NONE);
}

TEST_F(DecodeRequestTest, APromptIsATurnOfTheUser) {
  const auto made = sent("/ollama/api/generate",
                         R"({"model":"m","prompt":"hi","system":"s","images":["iVBORw0KGgo="],"raw":false,"suffix":"",
                             "template":"{{ .Prompt }}","context":[1,2],"keep_alive":0})");
  ASSERT_EQ(driver_.decode_request(*made), AIP_OK) << why(*made);
  const auto messages = sdk::messages(made->canonical());
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].role, AIP_ROLE_SYSTEM);
  EXPECT_EQ(messages[1].part_count, 2U);
  std::string extras;
  for (const aip_extra& extra : sdk::span(made->canonical().extras)) extras.append(sdk::view(extra.key)).append(" ");
  EXPECT_EQ(extras, "template context keep_alive ");
}

TEST_F(DecodeRequestTest, WhatOnlyOllamaCanDoIsRefused) {
  EXPECT_EQ(refused(R"({"model":"m","messages":[]})"),
            "messages: 'messages' must not be empty: only an Ollama upstream can load or unload a model.");
  EXPECT_EQ(refused(R"({"model":"m","keep_alive":0})"),
            "messages: 'messages' must not be empty: only an Ollama upstream can load or unload a model.");
  EXPECT_EQ(refused(R"({"model":"m"})", "/api/generate"),
            "prompt: 'prompt' must not be empty: only an Ollama upstream can load or unload a model.");
  EXPECT_EQ(refused(R"({"model":"m","prompt":"a","suffix":"b"})", "/api/generate"),
            "suffix: 'suffix' is something that only an Ollama upstream can do.");
}

TEST_F(DecodeRequestTest, FaultsNameTheField) {
  const auto param = [&](std::string_view members, std::string_view message = R"({"role":"user","content":"x"})") {
    const std::string text =
        refused(R"({"model":"m","messages":[)" + std::string(message) + "]" + std::string(members) + "}");
    return text.substr(0, text.find(':'));
  };
  EXPECT_EQ(param(R"(,"options":1)"), "options");
  EXPECT_EQ(param(R"(,"options":{"top_k":0.5})"), "options.top_k");
  EXPECT_EQ(param(R"(,"options":{"stop":[1]})"), "options.stop[0]");
  EXPECT_EQ(param(R"(,"format":"xml")"), "format");
  EXPECT_EQ(param(R"(,"think":"hard")"), "think");
  EXPECT_EQ(param(R"(,"tools":[{"type":"function"}])"), "tools[0].function");
  EXPECT_EQ(param(R"(,"tools":[{"function":{"name":1}}])"), "tools[0].function.name");
  EXPECT_EQ(param("", R"({"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":[]}}]})"),
            "messages[0].tool_calls[0].function.arguments");
  EXPECT_EQ(param("", R"({"role":"assistant","thinking":1})"), "messages[0].thinking");
}

}  // namespace
}  // namespace aipool::ollama
