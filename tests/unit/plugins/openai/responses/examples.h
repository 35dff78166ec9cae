// SPDX-License-Identifier: MIT
//
// Requests of openai.responses that hold all that the protocol has: top-level members, and items.
//
// Flow:      tests put them into bodies.
// Threading: constants.
// Ownership: none.
// Errors:    none.
#pragma once

#include <string_view>

namespace aipool::openai::responses {

inline constexpr std::string_view kMembers[] = {
    R"("instructions":"be brief","temperature":0.5,"top_p":0,"max_output_tokens":99,"top_logprobs":3)",
    R"("include":["message.output_text.logprobs"])",
    R"("include":["reasoning.encrypted_content","message.output_text.logprobs"])",
    R"("reasoning":{"effort":"xhigh","summary":"detailed","context":"all_turns"})",
    R"("reasoning":{"effort":"heroic"})",
    R"("text":{"verbosity":"low"})",
    R"("text":{"format":{"type":"text"}})",
    R"("text":{"format":{"type":"json_object"},"new":1})",
    R"("text":{"format":{"type":"json_schema","name":"n","description":"d","schema":{"a":1},"strict":true,"x":2}})",
    R"("text":{"format":{"type":"grammar","grammar":"root ::= x"}})",
    R"("user":"u","safety_identifier":"s","metadata":{"k":"v"},"service_tier":"flex","store":false)",
    R"("prompt_cache_key":"k","prompt_cache_retention":"24h","truncation":"auto","max_tool_calls":4)",
    R"("background":false,"client_metadata":{"deep":[{"a":null}]},"stream_options":{"include_obfuscation":false})",
    R"("parallel_tool_calls":false,"tools":[{"type":"function","name":"f","parameters":{"type":"object"},"strict":false}],
        "tool_choice":"required")",
    R"("tools":[{"type":"function","name":"f","description":"d","parameters":{"type":"object"},"strict":true,"x":1}],
        "tool_choice":{"type":"function","name":"f"})",
    R"("tools":[{"type":"custom","name":"g","description":"d","format":{"type":"grammar","syntax":"lark",
        "definition":"start: x"}}],"tool_choice":{"type":"custom","name":"g"})",
    R"("tools":[{"type":"web_search","search_context_size":"low"},{"type":"namespace","name":"n","tools":[{"type":
        "function","name":"f"}]},{"type":"tool_search","execution":"client"}],"tool_choice":{"type":"web_search"})",
    R"("tools":[{"type":"function","name":"f","parameters":{}},{"type":"namespace","name":"n","description":"d","x":1,"tools":[
        {"type":"function","name":"f","parameters":{},"y":2},{"type":"custom","name":"g","format":{"type":"text"}},
        {"type":"web_search"}]},{"type":"function","name":"h"}])",
    R"("tools":[{"type":"function","name":"f","parameters":null,"strict":null},{"type":"function","name":"h"}],
        "tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"}]})",
};

inline constexpr std::string_view kItems[] = {
    R"({"type":"message","role":"system","content":"s"})",
    R"({"type":"message","role":"developer","content":[{"type":"input_text","text":"a"},{"type":"input_text","text":"b"}]})",
    R"({"type":"message","role":"user","content":"\u00e9\ud83d\ude42 \"q\" \\ \n","id":"msg_1","extra":1})",
    R"({"type":"message","role":"user","content":[{"type":"input_text","text":"one","prompt_cache_breakpoint":{"a":1}}]})",
    R"({"type":"message","role":"user","content":[{"type":"input_image","image_url":"https://x/y.png","detail":"low"},
        {"type":"input_image","image_url":"data:image/png;base64,AA=="},{"type":"input_image","file_id":"file_1"}]})",
    R"({"type":"message","role":"user","content":[{"type":"input_file","filename":"a.pdf","file_data":
        "data:application/pdf;base64,AA=="},{"type":"input_file","file_url":"https://x/a.pdf"},{"type":"input_file",
        "file_id":"file_1","x":1},{"type":"new_part","a":[1]}]})",
    R"({"type":"message","role":"critic","content":"x"})",
    R"({"type":"message","role":"assistant","content":"a"})",
    R"({"type":"message","role":"assistant","id":"msg_2","status":"completed","phase":"commentary","content":[{"type":
        "output_text","text":"a","annotations":[{"type":"url_citation","url":"u"}],"logprobs":[]},{"type":"refusal",
        "refusal":"no"}]})",
    R"({"type":"message","role":"assistant","id":"msg_3","status":"incomplete","content":[{"type":"output_text","text":
        "a","annotations":[],"logprobs":[{"token":"a"}]}]})",
    R"({"type":"function_call","call_id":"c","name":"f","arguments":"{\"a\": 1}","id":"fc_1","status":"completed",
        "namespace":"n"},{"type":"function_call_output","call_id":"c","output":"r","id":"fco_1"})",
    R"({"type":"function_call","call_id":"c","name":"f","arguments":""},{"type":"function_call_output","call_id":"c",
        "output":[{"type":"input_text","text":"r"},{"type":"input_image","image_url":"data:image/png;base64,AA==",
        "detail":"auto"}],"status":"completed"})",
    R"({"type":"custom_tool_call","call_id":"d","name":"g","input":"*** raw","id":"ctc_1"},
        {"type":"custom_tool_call_output","call_id":"d","output":"ok"})",
    R"({"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"one"},{"type":"summary_text","text":
        "two"}],"encrypted_content":"sealed","status":"completed"})",
    R"({"type":"reasoning","id":"rs_2","summary":[],"content":[{"type":"reasoning_text","text":"raw"}]})",
    R"({"type":"reasoning","id":"rs_3","summary":[],"encrypted_content":"sealed","x":1})",
    R"({"type":"reasoning","id":"rs_4","summary":[]})",
    R"({"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","query": "q"}},
        {"type":"message","role":"assistant","content":"found"},{"type":"function_call","call_id":"c","name":"f",
        "arguments":"{}"})",
    R"({"type":"item_reference","id":"msg_9"},{"type":"additional_tools","role":"developer","tools":[]},
        {"type":"compaction","id":"cmp_1","encrypted_content":"x"},{"id":"rs_8"})",
};

}  // namespace aipool::openai::responses
