// SPDX-License-Identifier: MIT
#include "chat_test.h"

namespace aipool::openai {
namespace {

// Requests of this protocol that are decoded and encoded again say what they said before.
class ConservationTest : public ChatTest {};

constexpr const char* kMembers[] = {
    R"("temperature":0.7,"top_p":1,"presence_penalty":-0.5,"frequency_penalty":2,"seed":7,"n":3)",
    R"("logprobs":true,"top_logprobs":20)",
    R"("max_completion_tokens":100)",
    R"("max_tokens":100)",
    R"("max_tokens":100,"max_completion_tokens":50)",
    R"("top_k":5)",
    R"("stop":"one")",
    R"("stop":["one"])",
    R"("stop":["one","two"])",
    R"("user":"u","safety_identifier":"s","metadata":{"k":"v"},"service_tier":"flex","verbosity":"high","store":false)",
    R"("prompt_cache_key":"k","prompt_cache_retention":"24h","prompt_cache_options":{"a":[1]})",
    R"("reasoning_effort":"minimal")",
    R"("reasoning_effort":"heroic")",
    R"("reasoning":{"effort":"high","exclude":true})",
    R"("reasoning":{"max_tokens":2000},"reasoning_effort":"low")",
    R"("thinking":{"type":"enabled"})",
    R"("enable_thinking":false)",
    R"("response_format":{"type":"text"})",
    R"("response_format":{"type":"json_object"})",
    R"("response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"a":1},"strict":true}})",
    R"("response_format":{"type":"json_schema","json_schema":{"name":"n","description":"d","x":1},"y":2})",
    R"("response_format":{"type":"grammar","grammar":"root ::= x"})",
    R"("modalities":["text","audio"],"audio":{"voice":"alloy","format":"wav"})",
    R"("logit_bias":{"50256":-100},"prediction":{"type":"content","content":"x"},"moderation":"auto")",
    R"("web_search_options":{"search_context_size":"low"},"unknown":{"deep":[{"a":null}]})",
    R"("parallel_tool_calls":false,"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"auto")",
    R"("tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"},
        "strict":null,"x":1},"cache_control":{"type":"ephemeral"}}],"tool_choice":"required")",
    R"("tools":[{"type":"custom","custom":{"name":"g","description":"d","format":{"type":"grammar"}}}],
        "tool_choice":{"type":"custom","custom":{"name":"g"}})",
    R"("tools":[{"type":"web_search","x":1}],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto",
        "tools":[{"type":"function","function":{"name":"f"}}]}})",
    R"("functions":[{"name":"f","parameters":{}}],"function_call":{"name":"f"})",
    R"("functions":[{"name":"f","x":1}],"function_call":"none")",
};

constexpr const char* kMessages[] = {
    R"({"role":"system","content":"s"})",
    R"({"role":"developer","name":"d","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]})",
    R"({"role":"user","content":""})",
    R"({"role":"user","content":"\u00e9\ud83d\ude42 \"q\" \\ \n","extra":1})",
    R"({"role":"user","content":[{"type":"text","text":"one"}]})",
    R"({"role":"user","content":[{"type":"text","text":"one","cache_control":{"type":"ephemeral"}}]})",
    R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x/y.png"}}]})",
    R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA==","detail":"low"}}]})",
    R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"u","format":"png"},"x":1}]})",
    R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"data:text/plain,hello"}}]})",
    R"({"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AA==","format":"wav"}}]})",
    R"({"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AA==","format":"mp3"}}]})",
    R"({"role":"user","content":[{"type":"file","file":{"filename":"a","file_data":"data:application/pdf;base64,A"}}]})",
    R"({"role":"user","content":[{"type":"file","file":{"file_data":"AAAA"}},{"type":"file","file":{"file_id":"f"}}]})",
    R"({"role":"user","content":[{"type":"video_url","video_url":{"url":"https://x/v.mp4"}},{"type":"new","a":[1]}]})",
    R"({"role":"critic","content":"x","name":"n"})",
    R"({"role":"assistant","content":"a","reasoning_content":"r"})",
    R"({"role":"assistant","content":"a","reasoning":"r","reasoning_details":[{"signature":"s"}]})",
    R"({"role":"assistant","content":null,"refusal":"no"})",
    R"({"role":"assistant","content":[{"type":"text","text":"a"},{"type":"refusal","refusal":"no"}]})",
    R"({"role":"assistant","content":null,"audio":{"id":"audio_1"}})",
    R"({"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f",
        "arguments":"{\"a\": 1}"}},{"id":"d","type":"custom","custom":{"name":"g","input":"i"},"x":1}]})",
    R"({"role":"assistant","content":"a","tool_calls":[{"id":"c","type":"function","function":{"name":"f",
        "arguments":"","x":1}}],"annotations":[]})",
    R"({"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}})",
    R"({"role":"tool","tool_call_id":"c","content":"r"})",
    R"({"role":"tool","tool_call_id":"c","name":"f","content":[{"type":"text","text":"r"}],"x":1})",
    R"({"role":"tool","tool_call_id":"c","content":[{"type":"image_url","image_url":{"url":"u"}}]})",
    R"({"role":"function","name":"f","content":"r"})",
};

TEST_F(ConservationTest, EveryMemberComesBack) {
  for (const char* members : kMembers) {
    const std::string body = R"({"model":"m","messages":[{"role":"user","content":"x"}],)" + std::string(members) + "}";
    const auto made = decoded(body);
    EXPECT_TRUE(same_json(encoded(*made), body));
    EXPECT_TRUE(made->call().losses().empty()) << body;
  }
}

TEST_F(ConservationTest, EveryMessageComesBack) {
  for (const char* message : kMessages) {
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
                                                            "/reasoning/reasoning", "/r"}));
}

}  // namespace
}  // namespace aipool::openai
