// SPDX-License-Identifier: MIT
#include "chat_test.h"
#include "examples.h"

namespace aipool::openai {
namespace {

// Requests of this protocol that are decoded and encoded again say what they said before.
class ConservationTest : public ChatTest {};

TEST_F(ConservationTest, EveryMemberComesBack) {
  for (const std::string_view members : kMembers) {
    const std::string body = R"({"model":"m","messages":[{"role":"user","content":"x"}],)" + std::string(members) + "}";
    const auto made = decoded(body);
    EXPECT_TRUE(same_json(encoded(*made), body));
    EXPECT_TRUE(made->call().losses().empty()) << body;
  }
}

TEST_F(ConservationTest, EveryMessageComesBack) {
  for (const std::string_view message : kMessages) {
    const std::string body = R"({"model":"m","messages":[{"role":"user","content":"x"},)" + std::string(message) + "]}";
    const auto made = decoded(body);
    EXPECT_TRUE(same_json(encoded(*made), body));
    EXPECT_TRUE(made->call().losses().empty()) << body;
  }
}

TEST_F(ConservationTest, StreamsAskForUsageWhateverTheClientSaid) {
  const std::string head = R"({"model":"m","messages":[{"role":"user","content":"x"}],"stream":true)";
  const std::string asked = head + R"(,"stream_options":{"include_usage":true}})";
  EXPECT_TRUE(same_json(encoded(*decoded(head + "}")), asked));
  EXPECT_TRUE(same_json(encoded(*decoded(asked)), asked));
  EXPECT_TRUE(same_json(encoded(*decoded(head + R"(,"stream_options":{"include_usage":false}})")), asked));
  EXPECT_TRUE(same_json(encoded(*decoded(head + R"(,"stream_options":{"include_obfuscation":false}})")),
                        head + R"(,"stream_options":{"include_obfuscation":false,"include_usage":true}})"));
}

TEST_F(ConservationTest, ExtrasKeepTheirPlaceAndTheirText) {
  const auto made =
      decoded(R"({"a":1.50,"model":"m","b":[1, 2],"messages":[{"role":"user","content":"x"}],"c":"\u0041"})");
  EXPECT_EQ(encoded(*made),
            R"({"a":1.50,"model":"m","b":[1, 2],"messages":[{"role":"user","content":"x"}],"c":"\u0041"})");
}

TEST_F(ConservationTest, EmbeddingsComeBack) {
  for (const char* members :
       {R"("input":"a")", R"("input":["a","b"],"dimensions":8,"encoding_format":"base64","user":"u","x":1)",
        R"("input":[1,2])", R"("input":[[1],[2,3]])"}) {
    const std::string body = R"({"model":"m",)" + std::string(members) + "}";
    EXPECT_TRUE(same_json(encoded(*decoded(body, AIP_OP_EMBED)), body));
  }
}

TEST_F(ConservationTest, ExtrasOfAnotherProtocolAreLossesByPointer) {
  const auto made = decoded(R"({"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"x","p":1}],
      "q":2}],"r":3,"tools":[{"type":"function","function":{"name":"f"},"s":4}],"reasoning":{"effort":"low"}})");
  // As if the same tree had come from another protocol.
  aip_request copy = made->canonical();
  const auto disown = [this](aip_extras extras) {
    for (std::size_t i = 0; i < extras.count; ++i) const_cast<aip_extra&>(extras.items[i]).origin = other_;
  };
  disown(copy.extras);
  disown(copy.reasoning->extras);
  disown(copy.tools[0].extras);
  disown(copy.messages[0].extras);
  disown(copy.messages[0].parts[0].extras);
  encoded(*made);
  EXPECT_EQ(loss_pointers(*made), (std::vector<std::string>{"/messages/0/q", "/messages/0/content/0/p", "/tools/0/s",
                                                            "/reasoning", "/r"}));
}

}  // namespace
}  // namespace aipool::openai
