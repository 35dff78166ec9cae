// SPDX-License-Identifier: MIT
#include "plugins/ollama/list_encoder.h"

#include "plugins/ollama/model_card.h"

namespace aipool::ollama {
namespace {

// Whether an upstream that speaks this protocol has said what the document needs: tags, runs and cards differ.
bool says(const aip_event& event, std::uint32_t origin, std::string_view needed) {
  json::Document document;
  return event.origin == origin && document.parse(sdk::view(event.json)) == json::Error::kNone &&
         document.root().find(needed);
}

}  // namespace

std::string version_body() {
  std::string body;
  json::Writer(body).begin_object().key("version").string(kOllamaVersion).end_object();
  return body;
}

void ModelsEncoder::event(sdk::Env&, const aip_event& event, sdk::Out& out) {
  if (event.kind == AIP_EVENT_MODEL) add(event);
  if (event.kind == AIP_EVENT_END) out.bytes("{\"models\":[" + models_ + "]}");
}

void ModelsEncoder::add(const aip_event& event) {
  if (!models_.empty()) models_ += ',';
  json::Writer w(models_);
  if (says(event, origin_, running_ ? "expires_at" : "digest")) {
    w.raw(sdk::view(event.json));
  } else {
    ModelCard(event).write_entry(w, running_, host_.unix_ms());
  }
}

void ModelEncoder::event(sdk::Env&, const aip_event& event, sdk::Out& out) {
  if (event.kind == AIP_EVENT_MODEL && model_.empty()) {
    json::Writer w(model_);
    says(event, origin_, "model_info") ? static_cast<void>(w.raw(sdk::view(event.json)))
                                       : ModelCard(event).write_whole(w);
  } else if (event.kind == AIP_EVENT_END) {
    if (model_.empty()) throw sdk::Fault{AIP_E_NOT_FOUND, "model '" + asked_ + "' not found", "model"};
    out.bytes(model_);
  }
}

}  // namespace aipool::ollama
