// SPDX-License-Identifier: MIT
#include "hostile_test.h"

namespace aipool::ollama {
namespace {

using HostileTest = test::HostileTest;

constexpr std::string_view kRequest =
    R"({"model":"m","stream":true,"messages":[{"role":"system","content":"s"},{"role":"user","content":"x\u00e9","images":
["iVBORw0KGgo="]},{"role":"assistant","content":"","thinking":"t","tool_calls":[{"id":"c","function":{"index":0,"name":"f",
"arguments":{"a":[1,{"b":"\u0041"}]}}},{"function":{"name":"g","arguments":{}}}]},{"role":"tool","content":"r","tool_name":"g"},
{"role":"tool","content":"s","tool_call_id":"c"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":
"object"}}}],"tool_choice":"auto","options":{"temperature":0.5,"top_k":40,"stop":["a"],"num_ctx":9},"format":{"type":"object"},
"think":"low","keep_alive":"5m","logprobs":true,"top_logprobs":2})";

constexpr std::string_view kStream =
    R"({"model":"g","created_at":"t","message":{"role":"assistant","content":"","thinking":"t\u00e9"},"done":false}
{"model":"g","created_at":"t","message":{"role":"assistant","content":"a"},"logprobs":[{"token":"a"}],"done":false}
{"model":"g","created_at":"t","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":{"x":1}}}]},"done":false}
{"model":"g","created_at":"t","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","eval_count":2}
)";

TEST_F(HostileTest, DamagedRequestsGiveCleanFaults) { expect_clean_requests(kRequest); }

TEST_F(HostileTest, DamagedAnswersGiveCleanFaultsAndWhatComesOutIsWellFormed) {
  expect_clean_answers(kStream,
                       [this] { return decoded(R"({"model":"m","messages":[{"role":"user","content":"x"}]})"); });
}

TEST_F(HostileTest, DamagedErrorsGiveASentence) {
  expect_clean_errors(R"({"error":"model 'x' not found","signin_url":"u"})");
}

}  // namespace
}  // namespace aipool::ollama
