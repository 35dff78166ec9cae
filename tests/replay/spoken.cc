// SPDX-License-Identifier: MIT
#include "spoken.h"

#include <stdexcept>

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
     .id_prefix = "resp_"},
};

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

std::string not_a_generation(const Recording& recording, const Spoken& protocol) {
  if (recording.status < 200 || recording.status > 299) return "status " + std::to_string(recording.status);
  return recording.path.empty() || recording.path.ends_with(protocol.path) ? std::string() : recording.path;
}

}  // namespace aipool::replay
