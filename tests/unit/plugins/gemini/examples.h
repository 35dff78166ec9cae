// SPDX-License-Identifier: MIT
//
// Requests of gemini.generate that hold all that the protocol has: top-level members, and contents.
//
// Flow:      tests put them into bodies.
// Threading: constants.
// Ownership: none.
// Errors:    none.
#pragma once

#include <string_view>

namespace aipool::gemini {

inline constexpr std::string_view kMembers[] = {
    R"("systemInstruction":{"parts":[{"text":"s"},{"text":"t"}]})",
    R"("generationConfig":{"temperature":0,"topP":0.5,"topK":3,"candidateCount":2,"maxOutputTokens":9,
        "stopSequences":["a","b"],"presencePenalty":0.5,"frequencyPenalty":0,"seed":7,"responseLogprobs":true,
        "logprobs":2})",
    R"("generationConfig":{"responseMimeType":"application/json"})",
    R"("generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"OBJECT","properties":
        {"a":{"type":"STRING","nullable":true}}}})",
    R"("generationConfig":{"responseMimeType":"application/json","responseJsonSchema":{"type":"object"}})",
    R"("generationConfig":{"responseMimeType":"text/x.enum","responseSchema":{"type":"STRING","enum":["a"]}})",
    R"("generationConfig":{"thinkingConfig":{"thinkingBudget":2048,"includeThoughts":true}})",
    R"("generationConfig":{"thinkingConfig":{"thinkingBudget":-1}})",
    R"("generationConfig":{"thinkingConfig":{"thinkingLevel":"LOW"}})",
    R"("generationConfig":{"responseModalities":["TEXT","IMAGE"],"imageConfig":{"aspectRatio":"1:1"},
        "speechConfig":{"voiceConfig":{}},"mediaResolution":"MEDIA_RESOLUTION_LOW"})",
    R"("tools":[{"functionDeclarations":[{"name":"f","description":"d","parameters":{"type":"OBJECT","properties":
        {"n":{"type":"INTEGER","minimum":1}},"required":["n"]},"behavior":"BLOCKING"},
        {"name":"g","parametersJsonSchema":{"type":"object","additionalProperties":false}},{"name":"h"}]},
        {"googleSearch":{}},{"codeExecution":{}},{"urlContext":{}}])",
    R"("tools":[{"functionDeclarations":[{"name":"f"}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY",
        "allowedFunctionNames":["f"]}})",
    R"("tools":[{"functionDeclarations":[{"name":"f"}]}],"toolConfig":{"functionCallingConfig":{"mode":"VALIDATED"}})",
    R"("tools":[{"functionDeclarations":[{"name":"f"}]}],"toolConfig":{"functionCallingConfig":{"mode":"NONE"},
        "retrievalConfig":{"languageCode":"de"}})",
    R"("safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_NONE"}],
        "cachedContent":"cachedContents/1")",
    R"("serviceTier":"flex","labels":{"a":"b"},"new":[1, 2])",
};

inline constexpr std::string_view kContents[] = {
    R"({"role":"model","parts":[{"text":"t","thought":true},{"text":"a","thoughtSignature":"c2ln"}]})",
    R"({"role":"model","parts":[{"functionCall":{"id":"c1","name":"f","args":{"a": 1}},"thoughtSignature":"c2ln"},
        {"functionCall":{"name":"g"}}]})",
    R"({"role":"user","parts":[{"functionResponse":{"id":"c1","name":"f","response":{"output":"r"}}},
        {"functionResponse":{"name":"g","response":{"error":"bad"}}},
        {"functionResponse":{"name":"h","response":{"a":1,"b":[2]},"willContinue":true}},{"text":"and?"}]})",
    R"({"role":"function","parts":[{"functionResponse":{"name":"f","response":{"result":"r"}}}]})",
    R"({"role":"user","parts":[{"functionResponse":{"name":"f","response":{"a":1},
        "parts":[{"inlineData":{"mimeType":"image/png","data":"AA=="}}]}}]})",
    R"({"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"AA=="}},
        {"inlineData":{"mimeType":"audio/wav","data":"AA=="}},
        {"inlineData":{"mimeType":"application/pdf","data":"AA==","displayName":"a.pdf"}},
        {"fileData":{"mimeType":"video/mp4","fileUri":"https://x/a.mp4"},"videoMetadata":{"startOffset":"1s"}},
        {"fileData":{"fileUri":"https://x/files/1"}}]})",
    R"({"role":"model","parts":[{"executableCode":{"language":"PYTHON","code":"1"}},
        {"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"1"}},{"new":{"a":1},"thoughtSignature":"c2ln"}]})",
    R"({"role":"model","parts":[{"text":"x","partMetadata":{"a":1}}],"new":1})",
};

}  // namespace aipool::gemini
