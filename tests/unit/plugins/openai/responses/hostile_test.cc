// SPDX-License-Identifier: MIT
#include "hostile_test.h"

#include "responses_test.h"

namespace aipool::openai::responses {
namespace {

using HostileTest = test::HostileTest;

constexpr std::string_view kRequest =
    R"({"model":"m","stream":true,"store":false,"instructions":"i","temperature":0.5,"input":[{"role":"user","content":[{"type":
"input_text","text":"x\u00e9"},{"type":"input_image","image_url":"data:image/png;base64,AA=="},{"type":"input_file","file_url":
"u","x":1}]},{"type":"reasoning","id":"r","summary":[{"type":"summary_text","text":"t"}],"encrypted_content":"s"},{"type":
"message","role":"assistant","id":"msg","content":[{"type":"output_text","text":"a","annotations":[{"a":1}]}]},{"type":
"function_call","call_id":"c","name":"f","arguments":"{\"a\":[1,{\"b\":\"\u0041\"}]}"},{"type":"function_call_output","call_id":
"c","output":[{"type":"input_text","text":"r"}]},{"type":"item_reference","id":"q"}],"tools":[{"type":"function","name":"f",
"parameters":{"type":"object"},"strict":false},{"type":"web_search"}],"tool_choice":{"type":"function","name":"f"},"reasoning":
{"effort":"low","summary":"auto"},"text":{"format":{"type":"json_schema","name":"n","schema":{}}},"include":["a"],"extra":[1]})";

constexpr std::string_view kStream =
    R"({"type":"response.created","response":{"id":"i","model":"g","created_at":5,"status":"in_progress","output":[]}}
{"type":"response.output_item.added","output_index":0,"item":{"type":"reasoning","id":"rs","summary":[]}}
{"type":"response.reasoning_summary_part.added","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":""}}
{"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"t\u00e9"}
{"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","id":"rs","summary":[],"encrypted_content":"s"}}
{"type":"response.output_item.added","output_index":1,"item":{"type":"function_call","call_id":"t","name":"f","arguments":""}}
{"type":"response.function_call_arguments.delta","output_index":1,"delta":"{\"x\":1}"}
{"type":"response.output_item.done","output_index":1,"item":{"type":"function_call","call_id":"t","name":"f","arguments":"{}"}}
{"type":"response.output_item.done","output_index":2,"item":{"type":"web_search_call","id":"ws","status":"completed"}}
{"type":"response.completed","response":{"id":"i","status":"completed","output":[{},{},{},{"type":"message","content":[
{"type":"output_text","text":"b","annotations":[{"q":1}],"logprobs":[{"l":1}]}]}],"usage":{"input_tokens":3}}})";

TEST_F(HostileTest, DamagedRequestsGiveCleanFaults) { expect_clean_requests(kRequest); }

TEST_F(HostileTest, DamagedAnswersGiveCleanFaultsAndWhatComesOutIsWellFormed) {
  std::string lines(kStream);
  for (std::size_t at = lines.find("[\n"); at != std::string::npos; at = lines.find("[\n")) lines.erase(at + 1, 1);
  expect_clean_answers(stream(lines).body, [this] { return decoded(std::string(kAskStream)); });
}

TEST_F(HostileTest, DamagedErrorsGiveASentence) {
  expect_clean_errors(R"({"error":{"type":"invalid_request_error","message":"m","param":"input","code":null}})");
}

}  // namespace
}  // namespace aipool::openai::responses
