// SPDX-License-Identifier: MIT
#include "hostile_test.h"

namespace aipool::claude {
namespace {

using HostileTest = test::HostileTest;

constexpr std::string_view kRequest =
    R"({"model":"m","max_tokens":9,"stream":true,"temperature":0.5,"stop_sequences":["a"],"system":[{"type":"text","text":"s",
"cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"text","text":"x\u00e9"},{"type":"image",
"source":{"type":"base64","media_type":"image/png","data":"AA=="}},{"type":"document","source":{"type":"url","url":"u"},
"title":"t","x":1}]},{"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},{"type":
"redacted_thinking","data":"d"},{"type":"tool_use","id":"c","name":"f","input":{"a":[1,{"b":"\u0041"}]}}]},{"role":"user",
"content":[{"type":"tool_result","tool_use_id":"c","content":[{"type":"text","text":"r"}],"is_error":true}]}],"tools":[{"name":
"f","input_schema":{"type":"object"}},{"type":"web_search_20250305","name":"w"}],"tool_choice":{"type":"tool","name":"f"},
"thinking":{"type":"enabled","budget_tokens":2000},"output_config":{"effort":"low"},"metadata":{"user_id":"u"},"extra":[1]})";

constexpr std::string_view kStream =
    R"({"type":"message_start","message":{"id":"i","model":"g","content":[],"usage":{"input_tokens":3,"output_tokens":1}}}
{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}
{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"t\u00e9"}}
{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"s"}}
{"type":"content_block_stop","index":0}
{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}
{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"x\":1}"}}
{"type":"content_block_stop","index":1}
{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":2}}
{"type":"message_stop"})";

TEST_F(HostileTest, DamagedRequestsGiveCleanFaults) { expect_clean_requests(kRequest); }

TEST_F(HostileTest, DamagedAnswersGiveCleanFaultsAndWhatComesOutIsWellFormed) {
  expect_clean_answers(stream(kStream).body, [this] {
    return decoded(R"({"model":"m","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"x"}]})");
  });
}

TEST_F(HostileTest, DamagedErrorsGiveASentence) {
  expect_clean_errors(R"({"type":"error","error":{"type":"invalid_request_error","message":"m","details":{"a":1}}})");
}

}  // namespace
}  // namespace aipool::claude
