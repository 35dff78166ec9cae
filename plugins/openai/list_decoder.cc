// SPDX-License-Identifier: MIT
#include "plugins/openai/list_decoder.h"

#include "plugins/openai/answer_chunk.h"
#include "plugins/openai/convert.h"

namespace aipool::openai {
namespace {

void emit_model(const Step& step, json::Value model) {
  const std::string_view id = step.text(model.find("id"));
  if (id.empty()) return;
  aip_event event =
      sdk::events::model(id, step.text(model.find("owned_by")), model.find("created").int64().value_or(0));
  event.json = sdk::bytes(model.raw());
  step.emit(event);
}

}  // namespace

void ListDecoder::frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) {
  if (document_.parse(sdk::view(frame.data)) != json::Error::kNone) {
    throw sdk::upstream_fault("The upstream's answer is not valid JSON.");
  }
  const Step step{env, out, origin_};
  const json::Value body = document_.root();
  if (given(body.find("error"))) return emit_error(step, body);
  operation_ == AIP_OP_EMBED ? embeddings(step, body) : models(step, body);
}

void ListDecoder::end(sdk::Env& env, sdk::Out& out) {
  const Step step{env, out, origin_};
  if (complete_) step.emit(sdk::events::end());
}

// {"data": [...]}; Together answers with the bare list, and one model is the object itself.
void ListDecoder::models(const Step& step, json::Value body) {
  if (operation_ == AIP_OP_GET_MODEL) {
    emit_model(step, body);
    complete_ = body.find("id").is_string();
    return;
  }
  const json::Value list = body.is_array() ? body : body.find("data");
  if (!list.is_array()) throw sdk::upstream_fault("The upstream's answer is not a list of models.");
  for (const json::Value model : list.elements()) emit_model(step, model);
  complete_ = true;
}

void ListDecoder::embeddings(const Step& step, json::Value body) {
  const json::Value list = body.find("data");
  if (!list.is_array()) throw sdk::upstream_fault("The upstream's answer is not a list of embeddings.");
  aip_event start = sdk::events::start({}, step.text(body.find("model")), 0);
  AnswerExtras extras(step);
  extras.collect(body, {"object", "data", "model", "usage"});
  start.extras = extras.get();
  step.emit(start);
  std::uint32_t position = 0;
  for (const json::Value item : list.elements()) {
    const json::Value vector = item.find("embedding");
    aip_event event = sdk::events::make(AIP_EVENT_EMBEDDING);
    event.part = static_cast<std::uint32_t>(item.find("index").int64().value_or(position++));
    if (vector.is_array()) event.json = sdk::bytes(vector.raw());
    event.text = sdk::bytes(step.text(vector));
    step.emit(event);
  }
  emit_usage(step, body);
  complete_ = true;
}

}  // namespace aipool::openai
