// SPDX-License-Identifier: MIT
#include "plugins/gemini/list_encoder.h"

#include "plugins/gemini/usage.h"

namespace aipool::gemini {
namespace {

void append_model(std::string& to, const aip_event& event, bool own) {
  if (!to.empty()) to += ',';
  if (own && sdk::present(event.json)) {
    to += sdk::view(event.json);
    return;
  }
  const std::string_view id = sdk::view(event.id);
  json::Writer w(to);
  w.begin_object().key("name").string("models/" + std::string(id)).key("baseModelId").string(id);
  w.key("version").string("001").key("displayName").string(event.name.len != 0 ? sdk::view(event.name) : id);
  w.key("supportedGenerationMethods").begin_array().string("generateContent").string("streamGenerateContent");
  w.string("countTokens").end_array().end_object();
}

}  // namespace

void ModelsEncoder::event(sdk::Env&, const aip_event& event, sdk::Out& out) {
  if (event.kind == AIP_EVENT_MODEL) {
    append_model(models_, event, event.origin == origin_);
  } else if (event.kind == AIP_EVENT_END && single_ && models_.empty()) {
    throw sdk::Fault{AIP_E_NOT_FOUND, "There is no such model.", "model"};
  } else if (event.kind == AIP_EVENT_END) {
    out.bytes(single_ ? models_ : "{\"models\":[" + models_ + "]}");
  }
}

void CountEncoder::event(sdk::Env&, const aip_event& event, sdk::Out& out) {
  if (event.kind == AIP_EVENT_END) return out.bytes(body_);
  if (event.kind != AIP_EVENT_COUNT) return;
  const bool own = event.usage->origin == origin_ && sdk::present(event.usage->json);
  body_ =
      own ? std::string(sdk::view(event.usage->json)) : "{\"totalTokens\":" + std::to_string(event.usage->input) + "}";
}

void EmbeddingsEncoder::event(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  switch (event.kind) {
    case AIP_EVENT_START:
      return extras_.take(env, event.extras, origin_);
    case AIP_EVENT_EMBEDDING:
      if (!sdk::present(event.json)) throw sdk::upstream_fault("The upstream's embeddings are not lists of numbers.");
      if (single_ && !vectors_.empty()) return env.loss("/embedding", "more vectors than the one that was asked for");
      if (!vectors_.empty()) vectors_ += ',';
      vectors_.append("{\"values\":").append(sdk::view(event.json)).append("}");
      return;
    case AIP_EVENT_USAGE:
      if (event.usage->origin == origin_ && sdk::present(event.usage->json)) {
        usage_ = sdk::view(event.usage->json);
      } else {
        usage_ = "{\"promptTokenCount\":" + std::to_string(event.usage->input) + "}";
      }
      return;
    case AIP_EVENT_END:
      return end(out);
    default:
      return;
  }
}

void EmbeddingsEncoder::end(sdk::Out& out) const {
  std::string body;
  json::Writer w(body);
  w.begin_object().key(single_ ? "embedding" : "embeddings");
  w.raw(single_ ? (vectors_.empty() ? std::string(R"({"values":[]})") : vectors_) : "[" + vectors_ + "]");
  if (!usage_.empty()) w.key("usageMetadata").raw(usage_);
  extras_.write(w);
  w.end_object();
  out.bytes(body);
}

}  // namespace aipool::gemini
