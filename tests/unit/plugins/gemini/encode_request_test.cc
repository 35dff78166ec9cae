// SPDX-License-Identifier: MIT
#include "generate_test.h"

namespace aipool::gemini {
namespace {

class EncodeRequestTest : public GenerateTest {};

TEST_F(EncodeRequestTest, ResultsWithoutIdsBelongToTheirCallsByNameAndOrder) {
  const auto made =
      tree(R"({"contents":[{"role":"model","parts":[{"functionCall":{"name":"f"}},{"functionCall":{"name":"f"}}]},
      {"role":"user","parts":[{"functionResponse":{"name":"f","response":{}}},{"functionResponse":{"name":"f","response":{}}}]}]})");
  const aip_request& request = made->canonical();
  for (const std::size_t i : {0U, 1U}) {
    EXPECT_EQ(sdk::view(request.messages[0].parts[i].id), sdk::view(request.messages[1].parts[i].id));
  }
  EXPECT_NE(sdk::view(request.messages[0].parts[0].id), sdk::view(request.messages[0].parts[1].id));
}

TEST_F(EncodeRequestTest, NamesInSnakeCaseAreTheSame) {
  const auto made = tree(R"({"system_instruction":{"parts":[{"text":"s"}]},"contents":[{"parts":[{"inline_data":
      {"mime_type":"image/png","data":"AA=="}}]}],"generation_config":{"max_output_tokens":5,"thinking_config":
      {"thinking_level":"low"}}})");
  EXPECT_TRUE(same_json(encoded(*made), R"({"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/png",
      "data":"AA=="}}]}],"systemInstruction":{"parts":[{"text":"s"}]},"generationConfig":{"maxOutputTokens":5,
      "thinkingConfig":{"thinkingLevel":"LOW"}}})"));
}

TEST_F(EncodeRequestTest, LaterModelsGetAWordForALostSignature) {
  const auto made =
      tree(R"({"contents":[{"role":"model","parts":[{"functionCall":{"name":"f"}},{"functionCall":{"name":"g"}}]}]})",
           ":generateContent", "gemini-3-pro");
  EXPECT_TRUE(same_json(encoded(*made), R"({"contents":[{"role":"model","parts":[{"functionCall":{"name":"f"},
      "thoughtSignature":"skip_thought_signature_validator"},{"functionCall":{"name":"g"}}]}]})"));
}

}  // namespace
}  // namespace aipool::gemini
