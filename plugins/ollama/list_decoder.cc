// SPDX-License-Identifier: MIT
#include "plugins/ollama/list_decoder.h"

#include "plugins/ollama/answer_line.h"
#include "plugins/ollama/metrics.h"
#include "plugins/ollama/timestamp.h"

namespace aipool::ollama {
namespace {

constexpr std::string_view kOwner = "ollama";

void emit_model(const Step& step, std::string_view id, json::Value source) {
  aip_event event = sdk::events::model(id, kOwner, unix_seconds(step.text(source.find("modified_at"))));
  event.json = sdk::bytes(source.raw());
  step.emit(event);
}

}  // namespace

void ListDecoder::frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) {
  const json::Value body = parse_line(document_, frame);
  const Step step{env, out, origin_};
  if (tells_error(body)) return emit_error(step, body);
  switch (operation_) {
    case AIP_OP_EMBED:
      return embeddings(step, body);
    case AIP_OP_SHOW_MODEL:
      return model(step, body);
    default:
      return models(step, body);
  }
}

void ListDecoder::end(sdk::Env& env, sdk::Out& out) {
  const Step step{env, out, origin_};
  if (complete_) step.emit(sdk::events::end());
}

void ListDecoder::models(const Step& step, json::Value body) {
  const json::Value list = body.find("models");
  if (!list.is_array() && !list.is_null()) throw sdk::upstream_fault("The upstream's answer is not a list of models.");
  for (const json::Value item : list.elements()) {
    const std::string_view name = step.text(item.find("name"));
    const std::string_view id = name.empty() ? step.text(item.find("model")) : name;
    if (!id.empty()) emit_model(step, id, item);
  }
  complete_ = true;
}

void ListDecoder::model(const Step& step, json::Value body) {
  if (!body.find("details") && !body.find("model_info")) {
    throw sdk::upstream_fault("The upstream's answer does not describe a model.");
  }
  emit_model(step, model_, body);
  complete_ = true;
}

// {"embeddings": [[...]]}, or of the older path {"embedding": [...]}
void ListDecoder::embeddings(const Step& step, json::Value body) {
  const json::Value list = body.find("embeddings");
  const json::Value single = body.find("embedding");
  if (!list.is_array() && !single.is_array()) {
    throw sdk::upstream_fault("The upstream's answer is not a list of embeddings.");
  }
  AnswerExtras extras(step);
  extras.collect(body, {"model", "embeddings", "embedding", "total_duration", "load_duration", "prompt_eval_count"});
  aip_event start = sdk::events::start({}, step.text(body.find("model")), 0);
  start.extras = extras.get();
  step.emit(start);
  std::uint32_t index = 0;
  for (const json::Value vector : list.elements()) step.emit(sdk::events::embedding(index++, vector.raw()));
  if (!list.is_array()) step.emit(sdk::events::embedding(0, single.raw()));
  emit_metrics(step, body);
  complete_ = true;
}

}  // namespace aipool::ollama
