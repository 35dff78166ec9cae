// SPDX-License-Identifier: MIT
//
// Requests of ollama.chat that hold all that the protocol has: top-level members, and messages.
//
// Flow:      tests put them into bodies.
// Threading: constants.
// Ownership: none.
// Errors:    none.
#pragma once

#include <string_view>

namespace aipool::ollama {

inline constexpr std::string_view kMembers[] = {
    R"("options":{"temperature":0,"top_p":0.5,"top_k":7,"seed":1,"stop":["a","b"],"num_predict":9})",
    R"("options":{"presence_penalty":0.5,"frequency_penalty":-1})",
    R"("options":{"temperature":0.25,"num_ctx":8192,"min_p":0.1,"repeat_penalty":1.1})",
    R"("options":{"num_predict":-1})",
    R"("format":"json")",
    R"("format":{"type":"object","properties":{"a":{"type":"string"}}})",
    R"("think":false)",
    R"("think":true)",
    R"("think":"high")",
    R"("think":"max")",
    R"("logprobs":true,"top_logprobs":3)",
    R"("keep_alive":"5m","truncate":true,"shift":false,"new":{"a":1})",
    R"("tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}])",
    R"("tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"},"x":1},"y":2}])",
    R"("tools":[{"type":"web_search","n":1}],"tool_choice":"auto")",
    R"("tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],
       "tool_choice":{"type":"function","function":{"name":"f"}})",
};

inline constexpr std::string_view kMessages[] = {
    R"({"role":"system","content":"s"})",
    R"({"role":"user","content":"\u00e9 \"q\"","extra":1})",
    R"({"role":"user","content":"look","images":["iVBORw0KGgoAAAA=","/9j/4AAQSkZJRg=="]})",
    R"({"role":"user","content":"listen","images":["UklGRiQAAABXQVZFZm10IA=="]})",
    R"({"role":"assistant","content":"a","thinking":"t"})",
    R"({"role":"assistant","content":"a","thinking":"t","tool_calls":[
        {"id":"call_1","function":{"name":"f","arguments":{"a": 1}}},
        {"id":"call_2","function":{"name":"g","arguments":{}},"x":1}]})",
    R"({"role":"assistant","content":"b","tool_calls":[{"id":"call_3","function":{"name":"f","arguments":{},"y":2}}]})",
    R"({"role":"tool","content":"r","tool_name":"f","tool_call_id":"call_1"})",
    R"({"role":"tool","content":"r","images":["R0lGODlhAQABAA=="],"tool_name":"f","tool_call_id":"call_1","z":1})",
    R"({"role":"critic","content":"x"})",
};

}  // namespace aipool::ollama
