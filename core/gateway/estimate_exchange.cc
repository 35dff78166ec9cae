// SPDX-License-Identifier: MIT
#include "core/gateway/estimate_exchange.h"

#include "aipool/sdk/ranges.hpp"
#include "core/gateway/judge.h"
#include "core/gateway/stored_responses.h"

namespace aipool::gateway {
namespace {

constexpr std::uint64_t kBytesPerToken = 4;
constexpr std::uint64_t kTokensPerTurn = 4;
constexpr std::uint64_t kTokensPerImage = 1500;

struct Weight {
  std::uint64_t bytes = 0;
  std::uint64_t tokens = 0;

  void add(const aip_bytes& text) { bytes += text.len; }
  void add(const aip_part& part) {
    for (const aip_bytes* text : {&part.text, &part.name, &part.json}) add(*text);
    const bool media = part.data.len != 0 || part.uri.len != 0 || part.file_id.len != 0;
    if (media && (part.kind == AIP_PART_IMAGE || part.kind == AIP_PART_DOCUMENT)) tokens += kTokensPerImage;
    for (const aip_part& child : sdk::children(part)) add(child);
  }
};

}  // namespace

std::uint64_t estimated_tokens(const aip_request& request) {
  Weight weight;
  for (const aip_message& message : sdk::messages(request)) {
    weight.tokens += kTokensPerTurn;
    for (const aip_part& part : sdk::parts(message)) weight.add(part);
  }
  for (const aip_tool& tool : sdk::tools(request)) {
    weight.tokens += kTokensPerTurn;
    for (const aip_bytes* text : {&tool.name, &tool.description, &tool.schema_json, &tool.json}) weight.add(*text);
  }
  return weight.tokens + (weight.bytes + kBytesPerToken - 1) / kBytesPerToken;
}

http::Task<bool> EstimateExchange::start() {
  t_.request.flags &= ~AIP_REQUEST_PASS;
  if (auto decoded = decode_whole(t_); !decoded) {
    fault_ = judge_start(t_, decoded.error());
    return http::Task<bool>::ready(false);
  }
  return http::Task<bool>::ready(true);
}

Exchange::Progress EstimateExchange::pull(AnswerSink& sink) {
  auto usage = plugin::sized<aip_usage>();
  usage.flags = AIP_USAGE_ESTIMATED;
  usage.present = AIP_COUNT_INPUT;
  usage.input = estimated_tokens(t_.request);
  t_.usage = usage;
  auto event = plugin::sized<aip_event>();
  event.kind = AIP_EVENT_COUNT;
  event.usage = &usage;
  sink.event(event);
  event.kind = AIP_EVENT_END;
  event.usage = nullptr;
  sink.event(event);
  return Progress::kEnd;
}

}  // namespace aipool::gateway
