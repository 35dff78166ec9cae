// SPDX-License-Identifier: MIT
#include "hostile_test.h"

namespace aipool::gemini {
namespace {

using HostileTest = test::HostileTest;

constexpr std::string_view kRequest =
    R"({"system_instruction":{"parts":[{"text":"s"}]},"contents":[{"role":"user","parts":[{"text":"x\u00e9"},{"inlineData":
{"mimeType":"image/png","data":"AA=="}},{"file_data":{"file_uri":"u"}}]},{"role":"model","parts":[{"text":"t","thought":true,
"thoughtSignature":"s"},{"functionCall":{"name":"f","args":{"a":[1,{"b":"\u0041"}]}}},{"executableCode":{"code":"1"}}]},{"role":
"user","parts":[{"functionResponse":{"name":"f","response":{"output":"r"},"parts":[{"inlineData":{"mimeType":"image/png","data":
"AA=="}}]}}]}],"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{"a":{"type":"ARRAY",
"items":{"type":"STRING","nullable":true}}}}}]},{"googleSearch":{}}],"toolConfig":{"functionCallingConfig":{"mode":"ANY",
"allowedFunctionNames":["f"]}},"generationConfig":{"temperature":0.5,"topK":4.0,"stopSequences":["a"],"thinkingConfig":
{"thinkingBudget":20},"responseMimeType":"application/json","responseSchema":{"type":"OBJECT"}},"labels":{"a":"b"},"x":[1]})";

constexpr std::string_view kStream =
    R"({"candidates":[{"content":{"parts":[{"text":"t\u00e9","thought":true}],"role":"model"},"index":0}],"responseId":"i"}
{"candidates":[{"content":{"parts":[{"text":"a"},{"text":"","thoughtSignature":"s"}]},"safetyRatings":[{"a":1}]}]}
{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"x":1}},"thoughtSignature":"s"}]}}]}
{"candidates":[{"content":{"parts":[{"functionCall":{"name":"g","willContinue":true}}]}}]}
{"candidates":[{"content":{"parts":[{"functionCall":{"partialArgs":[{"jsonPath":"$.a[0].b","stringValue":"v"}]}}]}}]}
{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"AA=="}},{"new":{}}]},"finishReason":"STOP"}],
"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2}})";

TEST_F(HostileTest, DamagedRequestsGiveCleanFaults) { expect_clean_requests(kRequest); }

TEST_F(HostileTest, DamagedAnswersGiveCleanFaultsAndWhatComesOutIsWellFormed) {
  expect_clean_answers(stream(kStream).body,
                       [this] { return decoded(R"({"contents":[{"role":"user","parts":[{"text":"x"}]}]})"); });
}

TEST_F(HostileTest, DamagedErrorsGiveASentence) {
  expect_clean_errors(R"([{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT","details":[{"@type":
"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"1.5s"}]}}])");
}

}  // namespace
}  // namespace aipool::gemini
