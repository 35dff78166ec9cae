// SPDX-License-Identifier: MIT
#include "generate_test.h"

namespace aipool::gemini {
namespace {

class InspectTest : public GenerateTest {};

TEST_F(InspectTest, ThePathSaysTheModelAndTheStream) {
  const auto made = asks(":streamGenerateContent?alt=sse", std::string(kAsk), "org/qwen3:8b");
  EXPECT_EQ(rc_, AIP_OK);
  EXPECT_EQ(sdk::view(made->canonical().client_model), "org/qwen3:8b");
  EXPECT_NE(made->canonical().flags & AIP_REQUEST_STREAM, 0U);
  EXPECT_EQ(whole()->canonical().flags & AIP_REQUEST_STREAM, 0U);
}

TEST_F(InspectTest, FaultsNameTheField) {
  const auto fault = [&](std::string body) { return fault_of(*asks(":generateContent", std::move(body))); };
  EXPECT_EQ(fault("{}"), "'contents' is required.");
  EXPECT_EQ(fault(R"({"contents":[]})"), "'contents' must not be empty.");
  EXPECT_EQ(fault(R"({"contents":[{}],"contents":[{}]})"), "'contents' is there twice.");
  EXPECT_EQ(fault(R"({"contents":[{"parts":[1]}]})"), "'contents[0].parts[0]' must be an object.");
}

TEST_F(InspectTest, OneObjectStandsForAListOfIt) {
  const auto rc = [&](std::string_view action, std::string body) {
    asks(action, std::move(body));
    return rc_;
  };
  EXPECT_EQ(rc(":generateContent", R"({"contents":{"parts":{"text":"x"}}})"), AIP_OK);
  EXPECT_EQ(rc(":batchEmbedContents", R"({"requests":{"content":{"parts":{"text":"x"}}}})"), AIP_OK);
  EXPECT_EQ(rc(":generateContent", R"({"contents":"x"})"), AIP_E_INVALID_REQUEST);
  EXPECT_EQ(rc(":generateContent", R"({"contents":{"parts":"x"}})"), AIP_E_INVALID_REQUEST);
}

TEST_F(InspectTest, ThereIsNoModelAboveTheModels) {
  for (const char* model : {"..", "%2e%2e", "../x", "a/%2E./b", "models/.."}) {
    asks(":generateContent", std::string(kAsk), model);
    EXPECT_EQ(rc_, AIP_E_NOT_FOUND) << model;
  }
}

TEST_F(InspectTest, CallsWithoutSignaturesAreSeen) {
  const auto made =
      asks(":generateContent", R"({"contents":[{"role":"model","parts":[{"functionCall":{"name":"f"}}]}]})");
  EXPECT_NE(made->canonical().flags & AIP_REQUEST_UNSIGNED, 0U);
}

}  // namespace
}  // namespace aipool::gemini
