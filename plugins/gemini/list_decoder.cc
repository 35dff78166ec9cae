// SPDX-License-Identifier: MIT
#include "plugins/gemini/list_decoder.h"

#include "plugins/gemini/answer_chunk.h"
#include "plugins/gemini/model_path.h"
#include "plugins/gemini/usage.h"

namespace aipool::gemini {
namespace {

void emit_model(const Step& step, json::Value model) {
  const std::string_view id = without_folder(step.text(model.find("name")));
  if (id.empty()) return;
  aip_event event = sdk::events::model(id, "google", 0);
  event.name = sdk::bytes(step.text(model.find("displayName")));
  event.json = sdk::bytes(model.raw());
  step.emit(event);
}

}  // namespace

void ListDecoder::frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) {
  const json::Value body = parse_chunk(document_, frame);
  const Step step{env, out, origin_};
  if (tells_error(body)) return emit_error(step, body);
  if (operation_ == AIP_OP_COUNT_TOKENS) return count(step, body);
  operation_ == AIP_OP_EMBED ? embeddings(step, body) : models(step, body);
}

void ListDecoder::end(sdk::Env& env, sdk::Out& out) {
  const Step step{env, out, origin_};
  if (complete_) step.emit(sdk::events::end());
}

void ListDecoder::models(const Step& step, json::Value body) {
  if (operation_ == AIP_OP_GET_MODEL) {
    emit_model(step, body);
    complete_ = body.find("name").is_string();
    return;
  }
  const json::Value list = body.find("models");
  if (!list.is_array()) throw sdk::upstream_fault("The upstream's answer is not a list of models.");
  for (const json::Value model : list.elements()) emit_model(step, model);
  complete_ = true;
}

void ListDecoder::count(const Step& step, json::Value body) {
  const auto tokens = body.find("totalTokens").int64();
  if (!tokens || *tokens < 0) throw sdk::upstream_fault("The upstream's answer is not a count of tokens.");
  aip_usage usage{};
  usage.struct_size = sizeof usage;
  usage.origin = origin_;
  usage.present = AIP_COUNT_INPUT;
  usage.input = static_cast<std::uint64_t>(*tokens);
  usage.json = sdk::bytes(body.raw());
  step.emit(sdk::events::count(usage));
  complete_ = true;
}

void ListDecoder::embeddings(const Step& step, json::Value body) {
  const json::Value one = body.find("embedding").find("values");
  const json::Value list = body.find("embeddings");
  if (!one.is_array() && !list.is_array()) {
    throw sdk::upstream_fault("The upstream's answer is not a list of embeddings.");
  }
  AnswerExtras extras(step);
  extras.collect(body, {"embedding", "embeddings", "usageMetadata"});
  aip_event start = sdk::events::start({}, {}, 0);
  start.extras = extras.get();
  step.emit(start);
  std::uint32_t index = 0;
  if (one.is_array()) step.emit(sdk::events::embedding(index++, one.raw()));
  for (const json::Value item : list.elements()) {
    const json::Value values = item.find("values");
    if (!values.is_array()) throw sdk::upstream_fault("An embedding is not a list of numbers.");
    step.emit(sdk::events::embedding(index++, values.raw()));
  }
  const json::Value usage = body.find("usageMetadata");
  if (usage.is_object()) step.emit(sdk::events::usage(read_usage(usage, origin_)));
  complete_ = true;
}

}  // namespace aipool::gemini
