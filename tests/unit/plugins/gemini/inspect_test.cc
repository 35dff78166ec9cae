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
  EXPECT_EQ(fault(R"({"contents":[{"parts":[1]}]})"), "'contents[0].parts[0]' must be an object.");
}

TEST_F(InspectTest, CallsWithoutSignaturesAreSeen) {
  const auto made =
      asks(":generateContent", R"({"contents":[{"role":"model","parts":[{"functionCall":{"name":"f"}}]}]})");
  EXPECT_NE(made->canonical().flags & AIP_REQUEST_UNSIGNED, 0U);
}

}  // namespace
}  // namespace aipool::gemini
