// SPDX-License-Identifier: MIT
#include "plugins/ollama/model_card.h"

#include <algorithm>

#include "plugins/ollama/timestamp.h"

namespace aipool::ollama {
namespace {

constexpr std::string_view kArchitecture = "aipool";
constexpr std::int64_t kLastSecond = 253402300799;  // of the year 9999
constexpr std::int64_t kStaysMs = 5 * 60 * 1000;    // how long Ollama keeps a model after a request

// Vendors and hosts name the length of a context in their own words.
constexpr std::string_view kContextWords[] = {"context_length",   "context_window", "max_context_length",
                                              "max_input_tokens", "max_model_len",  "inputTokenLimit"};

std::int64_t context_of(json::Value model) {
  for (const std::string_view word : kContextWords) {
    const auto tokens = model.find(word).int64();
    if (tokens && *tokens > 0) return *tokens;
  }
  return kUsualContext;
}

// Clients want one, and the same each time.
std::string digest_of(std::string_view id) {
  constexpr std::string_view kHex = "0123456789abcdef";
  constexpr std::uint64_t kFnvOffset = 0xcbf29ce484222325u;
  constexpr std::uint64_t kFnvPrime = 0x100000001b3u;
  constexpr int kDigits = 64;
  std::uint64_t hash = kFnvOffset;
  for (const char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * kFnvPrime;
  std::string digest;
  for (int i = 0; i < kDigits; ++i) {
    hash = (hash ^ static_cast<std::uint64_t>(i)) * kFnvPrime;
    digest += kHex[(hash >> 32) % kHex.size()];
  }
  return digest;
}

bool lists(json::Value list, std::string_view word) {
  for (const json::Value each : list.elements()) {
    if (each.equals(word)) return true;
  }
  return false;
}

// {"x": true} or {"x": {"supported": true}}
bool says_yes(json::Value object, std::string_view key) {
  const json::Value value = object.find(key);
  return value.boolean() == true || value.find("supported").boolean() == true;
}

bool sees(json::Value model) {
  const json::Value can = model.find("capabilities");
  return says_yes(can, "vision") || says_yes(can, "image_input") ||
         lists(model.find("architecture").find("input_modalities"), "image");
}

bool thinks(json::Value model) {
  const json::Value can = model.find("capabilities");
  return says_yes(model, "thinking") || says_yes(can, "reasoning") || says_yes(can, "thinking") ||
         lists(model.find("supported_parameters"), "reasoning");
}

// Where nothing is said of tools they are claimed: clients leave out models without them, and nearly all have them.
bool uses_tools(json::Value model) {
  const json::Value parameters = model.find("supported_parameters");
  if (parameters.is_array()) return lists(parameters, "tools");
  const json::Value said = model.find("capabilities").find("function_calling");
  return !said.is_boolean() || said.boolean() == true;
}

bool embeds(std::string_view id) { return id.find("embed") != std::string_view::npos; }

}  // namespace

ModelCard::ModelCard(const aip_event& event)
    : id_(sdk::view(event.id)),
      family_(sdk::view(event.text)),
      created_(std::clamp<std::int64_t>(event.created, 0, kLastSecond)) {
  if (family_.empty()) family_ = kArchitecture;
  json::Document document;
  const bool said = sdk::present(event.json) && document.parse(sdk::view(event.json)) == json::Error::kNone;
  const json::Value model = said ? document.root() : json::Value();
  context_ = context_of(model);
  if (embeds(id_)) {
    abilities_ = {"embedding"};
    return;
  }
  abilities_ = {"completion"};
  if (uses_tools(model)) abilities_.push_back("tools");
  if (sees(model)) abilities_.push_back("vision");
  if (thinks(model)) abilities_.push_back("thinking");
}

void ModelCard::write_entry(json::Writer& out, bool running, std::int64_t now_ms) const {
  out.begin_object().key("name").string(id_).key("model").string(id_);
  if (!running) write_time_of(out, "modified_at", created_ * 1000);
  out.key("size").number(0).key("digest").string(digest_of(id_)).key("details");
  write_details(out);
  if (running) {
    write_time_of(out, "expires_at", now_ms + kStaysMs);
    out.key("size_vram").number(0).key("context_length").number(context_);
  }
  out.end_object();
}

void ModelCard::write_whole(json::Writer& out) const {
  out.begin_object().key("license").string("").key("modelfile").string("").key("parameters").string("");
  out.key("template").string("{{ .Prompt }}").key("details");
  write_details(out);
  // So clients know that there is nothing to load or to unload.
  out.key("remote_model").string(id_).key("remote_host").string(kArchitecture).key("model_info");
  write_info(out);
  out.key("capabilities").begin_array();
  for (const std::string_view able : abilities_) out.string(able);
  out.end_array();
  write_time_of(out, "modified_at", created_ * 1000);
  out.end_object();
}

void ModelCard::write_details(json::Writer& out) const {
  out.begin_object().key("parent_model").string("").key("format").string("").key("family").string(family_);
  out.key("families").begin_array().string(family_).end_array();
  out.key("parameter_size").string("").key("quantization_level").string("").end_object();
}

// The length of the context is found by the name of the architecture.
void ModelCard::write_info(json::Writer& out) const {
  out.begin_object().key("general.architecture").string(kArchitecture).key("general.basename").string(id_);
  out.key(std::string(kArchitecture) + ".context_length").number(context_).end_object();
}

void ModelCard::write_time_of(json::Writer& out, std::string_view key, std::int64_t unix_ms) const {
  TimeText room;
  out.key(key).string(write_time(unix_ms, room));
}

}  // namespace aipool::ollama
