// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/list_decoder.h"

#include "plugins/openai/responses/answer_event.h"

namespace aipool::openai::responses {

void SmallDecoder::frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) {
  const json::Value body = parse_event(document_, frame);
  const Step step{env, out, origin_};
  if (operation_ == AIP_OP_GET_RESPONSE) return response(step, body);
  if (given(body.find("error"))) return openai::responses::emit_error(step, body);
  if (operation_ == AIP_OP_COUNT_TOKENS) return count(step, body);
  if (operation_ == AIP_OP_LIST_INPUT_ITEMS) return items(step, body);
  if (!body.find("deleted").boolean().value_or(false)) {
    throw sdk::upstream_fault("The upstream's answer does not say that the response was deleted.");
  }
  complete_ = true;
}

void SmallDecoder::end(sdk::Env& env, sdk::Out& out) {
  const Step step{env, out, origin_};
  if (complete_) step.emit(sdk::events::end());
}

void SmallDecoder::count(const Step& step, json::Value body) {
  const auto tokens = body.find("input_tokens").int64();
  if (!tokens || *tokens < 0) throw sdk::upstream_fault("The upstream's answer is not a count of tokens.");
  aip_usage usage{};
  usage.struct_size = sizeof usage;
  usage.origin = origin_;
  usage.present = AIP_COUNT_INPUT;
  usage.input = static_cast<std::uint64_t>(*tokens);
  step.emit(sdk::events::count(usage));
  complete_ = true;
}

void SmallDecoder::response(const Step& step, json::Value body) {
  if (tells_error(body)) return openai::responses::emit_error(step, body);
  check_response(body);
  aip_event event = sdk::events::make(AIP_EVENT_OPAQUE);
  event.id = sdk::bytes(step.text(body.find("id")));
  event.json = sdk::bytes(body.raw());
  step.emit(event);
  complete_ = true;
}

void SmallDecoder::items(const Step& step, json::Value body) {
  const json::Value list = body.find("data");
  if (!list.is_array()) throw sdk::upstream_fault("The upstream's answer is not a list of items.");
  for (const json::Value item : list.elements()) {
    aip_event event = sdk::events::make(AIP_EVENT_OPAQUE);
    event.id = sdk::bytes(step.text(item.find("id")));
    event.name = sdk::bytes(step.text(item.find("type")));
    event.json = sdk::bytes(item.raw());
    step.emit(event);
  }
  complete_ = true;
}

}  // namespace aipool::openai::responses
