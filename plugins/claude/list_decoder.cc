// SPDX-License-Identifier: MIT
#include "plugins/claude/list_decoder.h"

#include "plugins/claude/answer_event.h"
#include "plugins/claude/rfc3339.h"

namespace aipool::claude {

void ListDecoder::frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) {
  const json::Value body = parse_event(document_, frame);
  const Step step{env, out, origin_};
  if (tells_error(body)) return emit_error(step, body);
  operation_ == AIP_OP_COUNT_TOKENS ? count(step, body) : models(step, body);
}

void ListDecoder::end(sdk::Env& env, sdk::Out& out) {
  const Step step{env, out, origin_};
  if (complete_) step.emit(sdk::events::end());
}

void ListDecoder::models(const Step& step, json::Value body) {
  const json::Value list = body.find("data");
  if (!list.is_array()) throw sdk::upstream_fault("The upstream's answer is not a list of models.");
  for (const json::Value model : list.elements()) {
    const std::string_view id = step.text(model.find("id"));
    if (id.empty()) continue;
    aip_event event = sdk::events::model(id, "anthropic", unix_seconds(step.text(model.find("created_at"))));
    event.name = sdk::bytes(step.text(model.find("display_name")));
    event.json = sdk::bytes(model.raw());
    step.emit(event);
  }
  complete_ = true;
}

void ListDecoder::count(const Step& step, json::Value body) {
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

}  // namespace aipool::claude
