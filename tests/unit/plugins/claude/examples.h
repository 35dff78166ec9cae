// SPDX-License-Identifier: MIT
//
// Requests of claude.messages that hold all that the protocol has: top-level members, and turns.
//
// Flow:      tests put them into bodies.
// Threading: constants.
// Ownership: none.
// Errors:    none.
#pragma once

#include <string_view>

namespace aipool::claude {

inline constexpr std::string_view kMembers[] = {
    R"("system":"s")",
    R"("system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":"t"}])",
    R"("temperature":0,"top_p":0.5,"top_k":0,"stop_sequences":["a","b"])",
    R"("metadata":{"user_id":"u"})",
    R"("metadata":{"user_id":"u","x":1})",
    R"("thinking":{"type":"enabled","budget_tokens":2048,"display":"omitted"})",
    R"("thinking":{"type":"adaptive"},"output_config":{"effort":"xhigh"})",
    R"("thinking":{"type":"enabled","budget_tokens":2048},"output_config":{"effort":"low"})",
    R"("thinking":{"type":"disabled","x":1})",
    R"("output_config":{"format":{"type":"json_schema","schema":{"type":"object"}},"x":1})",
    R"("tools":[{"name":"f","description":"d","input_schema":{"type":"object"},"strict":true,"defer_loading":true},
        {"type":"web_search_20250305","name":"web_search","max_uses":2}])",
    R"("tools":[{"name":"f","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}],
       "tool_choice":{"type":"tool","name":"f","disable_parallel_tool_use":true})",
    R"("service_tier":"standard_only","container":"c","context_management":{"edits":[]},"mcp_servers":[],"new":null)",
};

inline constexpr std::string_view kTurns[] = {
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
    R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"ok","is_error":true},
        {"type":"tool_result","tool_use_id":"toolu_2","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},
        {"type":"text","text":"q","cache_control":{"type":"ephemeral"}},
        {"type":"image","source":{"type":"url","url":"https://x/b.png"}},{"type":"text","text":"r"},
        {"type":"text","text":"s"}]})",
    R"({"role":"assistant","content":[{"type":"text","text":"a"},{"type":"tool_use","id":"toolu_1","name":"f","input":{}},
        {"type":"tool_use","id":"toolu_2","name":"g","input":{"b":[true,null]}}]})",
    R"({"role":"system","content":[{"type":"text","text":"mid","cache_control":{"type":"ephemeral"}}],
        "output_config":{"effort":"low"}})",
    R"({"role":"critic","content":"x"})",
};

}  // namespace aipool::claude
