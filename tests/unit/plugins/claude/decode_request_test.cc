// SPDX-License-Identifier: MIT
#include "messages_test.h"

namespace aipool::claude {
namespace {

// A request in the tree, and back in a body of the same protocol: nothing may be missing.
class DecodeRequestTest : public MessagesTest {
 protected:
  static std::string with(std::string_view members) {
    return R"({"model":"claude-x","max_tokens":9,"messages":[{"role":"user","content":"x"}])" +
           std::string(members.empty() ? "" : ",") + std::string(members) + "}";
  }
  static std::string turn(std::string_view message) {
    return R"({"model":"claude-x","max_tokens":9,"messages":[{"role":"user","content":"x"},)" + std::string(message) + "]}";
  }
  void expect_back(const std::string& body) {
    const auto made = decoded(body);
    EXPECT_TRUE(same_json(encoded(*made), body));
    EXPECT_TRUE(made->call().losses().empty()) << body;
  }
  std::string fault(const std::string& body) {
    const auto made = request(body);
    EXPECT_EQ(driver_.decode_request(*made), AIP_E_INVALID_REQUEST) << body;
    return made->call().fault() ? made->call().fault()->message : "";
  }
};

TEST_F(DecodeRequestTest, EveryMemberComesBack) {
  for (const char* members : {
           "",
           R"("system":"s")",
           R"("system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":"t"}])",
           R"("temperature":0,"top_p":0.5,"top_k":0,"stop_sequences":["a","b"])",
           R"("metadata":{"user_id":"u"})",
           R"("metadata":{"user_id":"u","x":1})",
           R"("thinking":{"type":"enabled","budget_tokens":2048,"display":"omitted"})",
           R"("thinking":{"type":"adaptive"},"output_config":{"effort":"xhigh"})",
           R"("thinking":{"type":"disabled","x":1})",
           R"("output_config":{"format":{"type":"json_schema","schema":{"type":"object"}},"x":1})",
           R"("tools":[{"name":"f","description":"d","input_schema":{"type":"object"},"strict":true,"defer_loading":true},
               {"type":"web_search_20250305","name":"web_search","max_uses":2}])",
           R"("tools":[{"name":"f","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}],
              "tool_choice":{"type":"tool","name":"f","disable_parallel_tool_use":true})",
           R"("service_tier":"standard_only","container":"c","context_management":{"edits":[]},"mcp_servers":[],"new":null)",
       }) {
    expect_back(with(members));
  }
}

TEST_F(DecodeRequestTest, EveryTurnComesBack) {
  for (const char* message : {
           R"({"role":"assistant","content":"a"})",
           R"({"role":"assistant","content":[{"type":"text","text":"a","citations":[{"type":"char_location","x":1}]}]})",
           R"({"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},
               {"type":"redacted_thinking","data":"d"},{"type":"tool_use","id":"toolu_1","name":"f","input":{"a": 1},
               "caller":{"type":"direct"}}]})",
           R"({"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}},
               {"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]}]})",
           R"({"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA=="}},
               {"type":"image","source":{"type":"url","url":"https://x/a.png"},"cache_control":{"type":"ephemeral"}},
               {"type":"image","source":{"type":"file","file_id":"file_1"}}]})",
           R"({"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"A"},
               "title":"t","context":"c","citations":{"enabled":true}},
               {"type":"document","source":{"type":"text","media_type":"text/plain","data":"hi"}},
               {"type":"document","source":{"type":"url","url":"https://x/a.pdf"}},
               {"type":"document","source":{"type":"content","content":[{"type":"text","text":"a"}]}},
               {"type":"document","source":{"type":"file","file_id":"file_1"}}]})",
           R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"a"},
               {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA=="}}],"is_error":true},
               {"type":"tool_result","tool_use_id":"toolu_2"},{"type":"text","text":"and?"}]})",
           R"({"role":"system","content":[{"type":"text","text":"mid","cache_control":{"type":"ephemeral"}}],
               "output_config":{"effort":"low"}})",
           R"({"role":"critic","content":"x"})",
       }) {
    expect_back(turn(message));
  }
}

TEST_F(DecodeRequestTest, ResultsKnowTheNameOfTheirCall) {
  const auto made = decoded(turn(R"({"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"f","input":{}}]},
      {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"r"}]})"));
  const aip_part& result = made->canonical().messages[2].parts[0];
  EXPECT_EQ(sdk::view(result.name), "f");
  EXPECT_EQ(sdk::view(result.children[0].text), "r");
}

TEST_F(DecodeRequestTest, ThreadsAreRefusedSoThatTheClientSendsAll) {
  const auto made = request(with(R"("thread":{"type":"create"})"));
  EXPECT_EQ(driver_.decode_request(*made), AIP_E_INVALID_REQUEST);
  ASSERT_TRUE(made->call().fault());
  EXPECT_EQ(made->call().fault()->code, "thread_unsupported_request");
}

TEST_F(DecodeRequestTest, FaultsNameTheField) {
  EXPECT_EQ(fault(with(R"("temperature":"hot")")), "'temperature' must be a number.");
  EXPECT_EQ(fault(with(R"("thinking":{"type":"enabled"})")), "'thinking.budget_tokens' is required.");
  EXPECT_EQ(fault(with(R"("thinking":{"type":"hard"})")), "'thinking.type' must be enabled, adaptive or disabled.");
  EXPECT_EQ(fault(with(R"("tools":[{"name":1}])")), "'tools[0].name' must be a string.");
  EXPECT_EQ(fault(turn(R"({"role":"user","content":[{"type":"image"}]})")), "'messages[1].content[0].source' is required.");
  EXPECT_EQ(fault(turn(R"({"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":"{}"}]})")),
            "'messages[1].content[0].input' must be an object.");
}

}  // namespace
}  // namespace aipool::claude
