// SPDX-License-Identifier: MIT
#include "lookup.h"

#include <aipool/json.hpp>
#include <algorithm>
#include <cstdint>
#include <string>

#include "conversation.h"

namespace echo {
namespace {

namespace sdk = aipool::sdk;
namespace events = aipool::sdk::events;

constexpr std::int64_t kDimensions = 16;
constexpr std::int64_t kDimensionsMax = 4096;

// Numbers in [-1, 1] that depend on the text alone.
std::string embedding_of(std::string_view text, std::int64_t dimensions) {
  std::string out;
  aipool::json::Writer writer(out);
  std::uint64_t state = 14695981039346656037u;
  for (const char c : text) state = (state ^ static_cast<unsigned char>(c)) * 1099511628211u;
  writer.begin_array();
  for (std::int64_t i = 0; i < dimensions; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    writer.number(static_cast<double>(static_cast<std::int64_t>(state >> 44) - (1 << 19)) / (1 << 19));
  }
  writer.end_array();
  return out;
}

aip_usage input_usage(std::uint64_t tokens) {
  aip_usage usage{};
  usage.struct_size = sizeof usage;
  usage.flags = AIP_USAGE_ESTIMATED;
  usage.present = AIP_COUNT_INPUT | AIP_COUNT_TOTAL;
  usage.input = usage.total = tokens;
  return usage;
}

}  // namespace

void Lookup::step(sdk::Env& env, const aip_input& input, sdk::Out& out) {
  if (input.kind != AIP_INPUT_START) return;
  switch (request_.operation) {
    case AIP_OP_GET_MODEL:
      if (sdk::view(request_.item_id) != kModel) {
        // [doc:fault]
        throw sdk::Fault{AIP_E_NOT_FOUND, "the only model here is echo", "model", {}, "model_not_found"};
        // [/doc:fault]
      }
      [[fallthrough]];
    case AIP_OP_LIST_MODELS:
      out.event(events::model(kModel, "aipool", env.now_unix_ms() / 1000));
      break;
    case AIP_OP_EMBED:
      embed(out);
      break;
    case AIP_OP_COUNT_TOKENS:
      count_tokens(out);
      break;
    default:
      throw sdk::Fault{AIP_E_UNSUPPORTED, "echo does not do that"};
  }
  out.event(events::end());
}

void Lookup::embed(sdk::Out& out) const {
  if (request_.embedding == nullptr) throw sdk::invalid_request("nothing to embed", "input");
  const aip_embedding& embedding = *request_.embedding;
  const std::int64_t wanted = embedding.dimensions > 0 ? embedding.dimensions : kDimensions;
  const std::int64_t dimensions = std::min(wanted, kDimensionsMax);
  out.event(events::start({}, sdk::view(request_.client_model), 0));
  std::uint32_t index = 0;
  std::size_t bytes = 0;
  // Token lists have no text here: their JSON stands for it.
  const std::span<const aip_bytes> inputs = sdk::inputs(embedding);
  const std::span<const aip_bytes> texts = inputs.empty() ? std::span<const aip_bytes>(&embedding.json, 1) : inputs;
  for (const aip_bytes& text : texts) {
    out.event(events::embedding(index++, embedding_of(sdk::view(text), dimensions)));
    bytes += text.len;
  }
  out.event(events::usage(input_usage(estimated_tokens(bytes))));
}

void Lookup::count_tokens(sdk::Out& out) const {
  out.event(events::count(input_usage(conversation_of(request_).input_tokens)));
}

}  // namespace echo
