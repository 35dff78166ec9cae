// SPDX-License-Identifier: MIT
#include "examples.h"
#include "ollama_test.h"

namespace aipool::ollama {
namespace {

// Requests of this protocol that are decoded and encoded again say what they said before.
class ConservationTest : public OllamaTest {};

TEST_F(ConservationTest, EveryMemberComesBack) {
  for (const std::string_view members : kMembers) {
    const std::string body =
        R"({"model":"m","messages":[{"role":"user","content":"x"}],"stream":false,)" + std::string(members) + "}";
    const auto made = decoded(body);
    EXPECT_TRUE(same_json(encoded(*made), body));
    EXPECT_TRUE(made->call().losses().empty()) << body;
  }
}

TEST_F(ConservationTest, EveryMessageComesBack) {
  for (const std::string_view message : kMessages) {
    const std::string body =
        R"({"model":"m","messages":[{"role":"user","content":"x"},)" + std::string(message) + R"(],"stream":true})";
    const auto made = decoded(body);
    EXPECT_TRUE(same_json(encoded(*made), body));
    EXPECT_TRUE(made->call().losses().empty()) << body;
  }
}

TEST_F(ConservationTest, AStreamIsSaidWhereItWentWithoutSaying) {
  EXPECT_EQ(encoded(*decoded(R"({"model":"m","messages":[{"role":"user","content":"x"}]})")),
            R"({"model":"m","messages":[{"role":"user","content":"x"}],"stream":true})");
}

TEST_F(ConservationTest, MembersThatSayNothingAreNoLosses) {
  const auto made = decoded(R"({"model":"m","messages":[{"role":"user","content":"x","images":null,"tool_calls":null}],
      "format":"","options":{},"keep_alive":null,"think":null,"stream":false,"tools":[]})");
  EXPECT_TRUE(same_json(encoded(*made), R"({"model":"m","messages":[{"role":"user","content":"x"}],"stream":false})"));
  EXPECT_TRUE(made->call().losses().empty());
}

}  // namespace
}  // namespace aipool::ollama
