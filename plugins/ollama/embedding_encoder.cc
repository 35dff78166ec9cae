// SPDX-License-Identifier: MIT
#include "plugins/ollama/embedding_encoder.h"

#include "plugins/ollama/shape.h"

namespace aipool::ollama {

EmbeddingEncoder::EmbeddingEncoder(sdk::Host host, sdk::Env& env, std::uint32_t origin, const aip_request& request)
    : origin_(origin),
      single_(is_single_embedding(request)),
      model_(sdk::view(request.client_model)),
      metrics_(host, env, origin, request) {}

void EmbeddingEncoder::event(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  switch (event.kind) {
    case AIP_EVENT_START:
      if (event.name.len != 0) model_ = sdk::view(event.name);
      return extras_.take(env, event.extras, origin_);
    case AIP_EVENT_EMBEDDING:
      if (!sdk::present(event.json)) throw sdk::upstream_fault("The upstream's embedding is not a list of numbers.");
      if (single_ && !vectors_.empty()) return env.loss("/embedding", "another embedding");
      vectors_.append(vectors_.empty() ? "" : ",").append(sdk::view(event.json));
      return;
    case AIP_EVENT_USAGE:
      return metrics_.take(*event.usage);
    case AIP_EVENT_END:
      return end(out);
    default:
      return;
  }
}

void EmbeddingEncoder::end(sdk::Out& out) const {
  if (single_) return out.bytes("{\"embedding\":" + (vectors_.empty() ? std::string("[]") : vectors_) + "}");
  std::string body;
  json::Writer w(body);
  w.begin_object().key_raw("model").string(model_).key_raw("embeddings").raw("[" + vectors_ + "]");
  metrics_.write(w, true);
  extras_.write(w);
  w.end_object();
  out.bytes(body);
}

}  // namespace aipool::ollama
