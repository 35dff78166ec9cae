// SPDX-License-Identifier: MIT
//
// Requests of openai.chat that hold all that the protocol has: top-level members, and messages.
//
// Flow:      tests put them into bodies.
// Threading: constants.
// Ownership: none.
// Errors:    none.
#pragma once

#include <string_view>

namespace aipool::openai {

inline constexpr std::string_view kMembers[] = {
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

inline constexpr std::string_view kMessages[] = {
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

}  // namespace aipool::openai
