// SPDX-License-Identifier: MIT
#include "qwen_test.h"

namespace aipool::qwen {
namespace {

class RequestRulesTest : public QwenTest {
 protected:
  RequestRulesTest() : QwenTest("qwen-custom") {}

  struct Prepared {
    std::string text;     // "POST /path", then headers and the dialect's words, one a line
    bool passes = false;  // of a request that could
  };

  Prepared prepared(const kit::Account& account, aip_enum operation, std::string_view model = "qwen-plus",
                    std::string body = {}) {
    kit::Request request(host_, {.body = std::move(body)});
    request.canonical().operation = operation;
    request.canonical().upstream_model = sdk::bytes(model);
    request.canonical().flags = AIP_REQUEST_STREAM | AIP_REQUEST_PASS;
    aip_prepared out{};
    out.struct_size = sizeof out;
    EXPECT_EQ(provider_.prepare(plugin_.instance(), request.call().env(), account.table(), &request.canonical(), &out),
              AIP_OK);
    Prepared said;
    said.passes = (out.flags & AIP_PREPARED_NO_PASS) == 0;
    said.text = std::string(sdk::view(out.method)) + " " + std::string(sdk::view(out.path)) + "\n";
    for (const aip_fields& list : {out.headers, out.dialect}) {
      for (const aip_field& field : sdk::span(list)) {
        said.text.append(sdk::view(field.name)).append(": ").append(sdk::view(field.value));
        said.text += (field.flags & AIP_FIELD_SECRET) != 0 ? " (secret)\n" : "\n";
      }
    }
    return said;
  }

  std::string check(kit::AccountText text) {
    kit::Request request(host_);
    const kit::Account account(std::move(text));
    const aip_rc rc = provider_.check_account(plugin_.instance(), request.call().env(), account.table());
    if (rc == AIP_OK) return "fine";
    return request.call().fault()->param + " " + request.call().fault()->message;
  }
};

TEST_F(RequestRulesTest, NamesItsProtocolAndAddress) {
  EXPECT_EQ(sdk::view(provider_.default_base_url), "https://dashscope.aliyuncs.com/compatible-mode/v1");
  ASSERT_EQ(provider_.protocol_count, 1U);
  EXPECT_EQ(sdk::view(provider_.protocols[0]), "openai.chat");
}

TEST_F(RequestRulesTest, WantsAKeyAndWordsThatItKnows) {
  EXPECT_EQ(check({.credential = {{"api_key", "sk-1"}}}), "fine");
  EXPECT_EQ(check({}), "api_key is missing");
  EXPECT_EQ(check({.options = {{"thinking", "loud"}}, .credential = {{"api_key", "sk-1"}}}),
            "thinking is none of: effort, enable_thinking, thinking, reasoning, none");
}

TEST_F(RequestRulesTest, PreparesEachOperation) {
  const kit::Account account({.credential = {{"api_key", "sk-1"}}});
  EXPECT_EQ(prepared(account, AIP_OP_GENERATE).text,
            "POST /chat/completions\nauthorization: Bearer sk-1 (secret)\naccept: text/event-stream\n"
            "content-type: application/json\ndeveloper_role: false\nmax_tokens_name: max_tokens\n"
            "thinking: enable_thinking\n");
  EXPECT_EQ(prepared(account, AIP_OP_EMBED).text,
            "POST /embeddings\nauthorization: Bearer sk-1 (secret)\naccept: text/event-stream\n"
            "content-type: application/json\n");
  EXPECT_EQ(prepared(account, AIP_OP_LIST_MODELS).text,
            "GET /models\nauthorization: Bearer sk-1 (secret)\naccept: text/event-stream\n");
}

TEST_F(RequestRulesTest, SendsAsStringsWhatModelsOfGlmTakeOnlySo) {
  const kit::Account account({.credential = {{"api_key", "sk-1"}}});
  EXPECT_NE(prepared(account, AIP_OP_GENERATE, "glm-4.6").text.find("string_content: true"), std::string::npos);
  EXPECT_EQ(prepared(account, AIP_OP_GENERATE, "qwen-glm").text.find("string_content"), std::string::npos);
}

TEST_F(RequestRulesTest, AccountsHaveTheLastWord) {
  const kit::Account account({.options = {{"developer_role", "true"},
                                          {"max_tokens_name", "max_completion_tokens"},
                                          {"thinking", "effort"},
                                          {"think", "false"}},
                              .credential = {{"api_key", "sk-1"}}});
  EXPECT_EQ(prepared(account, AIP_OP_GENERATE).text,
            "POST /chat/completions\nauthorization: Bearer sk-1 (secret)\naccept: text/event-stream\n"
            "content-type: application/json\nmax_tokens_name: max_completion_tokens\nthinking: effort\nthink: false\n");
}

TEST_F(RequestRulesTest, LetsPassWhatItNeedNotChange) {
  const kit::Account account({.credential = {{"api_key", "sk-1"}}});
  const auto passes = [&](std::string_view model, std::string body) {
    return prepared(account, AIP_OP_GENERATE, model, std::move(body)).passes;
  };
  EXPECT_TRUE(passes("qwen-plus", R"({"messages":[{"role":"user","content":[{"type":"text","text":"x"}]}]})"));
  EXPECT_FALSE(passes("qwen-plus", R"({"messages":[{"role":"developer","content":"x"}]})"));
  EXPECT_TRUE(passes("glm-4.6", R"({"messages":[{"role":"user","content":"x"}]})"));
  EXPECT_FALSE(passes("glm-4.6", R"({"messages":[{"role":"user","content" : [{"type":"text","text":"x"}]}]})"));
}

}  // namespace
}  // namespace aipool::qwen
