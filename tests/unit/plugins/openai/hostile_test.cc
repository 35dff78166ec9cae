// SPDX-License-Identifier: MIT
#include "hostile_test.h"

namespace aipool::openai {
namespace {

using HostileTest = test::HostileTest;

constexpr std::string_view kRequest =
    R"({"model":"m","stream":true,"stream_options":{"include_usage":false},"temperature":0.5,"stop":["a"],"n":2,"messages":
[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"x\u00e9"},{"type":"image_url","image_url":
{"url":"data:image/png;base64,AA==","detail":"low"}},{"type":"file","file":{"file_id":"f"}}]},{"role":"assistant","content":
null,"reasoning":"r","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool",
"tool_call_id":"c","content":"r"}],"tools":[{"type":"function","function":{"name":"f","parameters":{},"strict":true}}],
"tool_choice":{"type":"function","function":{"name":"f"}},"response_format":{"type":"json_schema","json_schema":
{"name":"n","schema":{}}},"reasoning":{"effort":"low"},"extra":[1,{"a":2}]})";

constexpr std::string_view kStream =
    R"({"id":"c","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning":"t"}}],"usage":null}
{"id":"c","choices":[{"index":0,"delta":{"content":"a\u00e9"},"logprobs":{"content":[]}},{"index":1,"delta":{"refusal":"n"}}]}
{"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{"}}]}}]}
{"id":"c","choices":[{"index":0,"delta":{"audio":{"id":"x","data":"AA"}},"finish_reason":"stop"},{"index":1,"delta":{},"finish_reason":"stop"}]}
{"id":"c","choices":[],"usage":{"prompt_tokens":1,"prompt_tokens_details":{"cached_tokens":1}}}
[DONE])";

TEST_F(HostileTest, DamagedRequestsGiveCleanFaults) { expect_clean_requests(kRequest); }

TEST_F(HostileTest, DamagedAnswersGiveCleanFaultsAndWhatComesOutIsWellFormed) {
  expect_clean_answers(stream(kStream).body,
                       [this] { return decoded(R"({"model":"m","stream":true,"messages":[{"role":"user"}]})"); });
}

TEST_F(HostileTest, DamagedErrorsGiveASentence) {
  expect_clean_errors(R"({"error":{"message":"m","type":"t","param":null,"code":429},"detail":[{"loc":["a",1]}]})");
}

}  // namespace
}  // namespace aipool::openai
