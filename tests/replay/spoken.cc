// SPDX-License-Identifier: MIT
#include "spoken.h"

#include <stdexcept>
#include <utility>

#include "aipool/json.hpp"

namespace aipool::replay {
namespace {

constexpr Spoken kSpoken[] = {
    {.id = "openai.chat",
     .recordings = "openai-chat",
     .path = "/chat/completions",
     .request = R"({"model":"m","messages":[{"role":"user","content":"x"}]})",
     .streamed = R"({"model":"m","messages":[{"role":"user","content":"x"}],"stream":true,)"
                 R"("stream_options":{"include_usage":true}})",
     .asks_for_usage = true,
     .one_choice = false,
     .refusal_is_text = false,
     .audio = true},
    {.id = "claude.messages",
     .recordings = "anthropic",
     .path = "/messages",
     .request = R"({"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}]})",
     .streamed = R"({"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}],"stream":true})",
     .asks_for_usage = false,
     .one_choice = true,
     .refusal_is_text = true,
     .audio = false},
    {.id = "openai.responses",
     .recordings = "openai-responses",
     .path = "/responses",
     .request = R"({"model":"m","input":"x"})",
     .streamed = R"({"model":"m","input":"x","stream":true})",
     .asks_for_usage = false,
     .one_choice = true,
     .refusal_is_text = false,
     .audio = false,
     .id_prefix = "resp_",
     .strict_said = true},
    {.id = "gemini.generate",
     .recordings = "gemini",
     .path = ":generateContent",
     .stream_path = ":streamGenerateContent",
     .request = R"({"contents":[{"role":"user","parts":[{"text":"x"}]}]})",
     .streamed = R"({"contents":[{"role":"user","parts":[{"text":"x"}]}]})",
     .asks_for_usage = false,
     .one_choice = false,
     .refusal_is_text = true,
     .audio = true,
     .counts = AIP_COUNT_INPUT | AIP_COUNT_OUTPUT | AIP_COUNT_CACHE_READ | AIP_COUNT_REASONING,
     .thoughts_beside = true,
     .other_ends = true},
    {.id = "ollama.chat",
     .recordings = "ollama",
     .path = "/api/chat",
     .request = R"({"model":"m","messages":[{"role":"user","content":"x"}],"stream":false})",
     .streamed = R"({"model":"m","messages":[{"role":"user","content":"x"}]})",
     .asks_for_usage = false,
     .one_choice = true,
     .refusal_is_text = true,
     .audio = false,
     .ids = false,
     .filter = false,
     .media_apart = true,
     .counts = AIP_COUNT_INPUT | AIP_COUNT_OUTPUT},
};

// Ollama loads a model then.
bool has_no_message(const Recording& recording) {
  json::Document document;
  if (document.parse(recording.request_body) != json::Error::kNone) return false;
  const json::Value messages = document.root().find("messages");
  return messages.is_array() && messages.size() == 0;
}

}  // namespace

const Spoken& spoken(std::string_view protocol) {
  for (const Spoken& one : kSpoken) {
    if (one.id == protocol) return one;
  }
  throw std::runtime_error("no replay speaks " + std::string(protocol));
}

std::string request_of(const Recording& recording, const Spoken& protocol) {
  if (!recording.request_body.empty()) return recording.request_body;
  return std::string(recording.stream ? protocol.streamed : protocol.request);
}

kit::RequestText sent(std::string body, const Spoken& protocol, bool stream) {
  const bool by_path = stream && !protocol.stream_path.empty();
  return {.path = std::string(by_path ? protocol.stream_path : protocol.path),
          .query = by_path ? "alt=sse" : "",
          .params = {{"model", "m"}},
          .body = std::move(body)};
}

std::string not_a_generation(const Recording& recording, const Spoken& protocol) {
  if (recording.status < 200 || recording.status > 299) return "status " + std::to_string(recording.status);
  if (has_no_message(recording)) return "no message";
  if (!recording.stream && recording.content_type == "application/x-ndjson") return "a line of a stream";
  const std::string_view path =
      recording.stream && !protocol.stream_path.empty() ? protocol.stream_path : protocol.path;
  return recording.path.empty() || recording.path.ends_with(path) ? std::string() : recording.path;
}

}  // namespace aipool::replay
