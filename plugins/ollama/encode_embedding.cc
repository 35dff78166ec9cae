// SPDX-License-Identifier: MIT
#include "plugins/ollama/encode_request.h"

namespace aipool::ollama {

void encode_embedding(const Target& target, ObjectWriter& body) {
  if (target.request.embedding == nullptr) throw sdk::invalid_request("Nothing to embed was sent.", "input");
  const aip_embedding& embedding = *target.request.embedding;
  const auto inputs = sdk::inputs(embedding);
  const bool own = target.own(embedding.origin);
  if (inputs.empty() && !own) throw sdk::invalid_request("Ollama embeds texts, not lists of tokens.", "input");
  if (own) {
    body.raw("input", embedding.json);
  } else if (body.member("input")) {
    target.out.begin_array();
    for (const aip_bytes& input : inputs) target.out.string(sdk::view(input));
    target.out.end_array();
  }
  if (embedding.dimensions >= 0 && body.member("dimensions")) target.out.number(embedding.dimensions);
  const Place root;
  if (sdk::present(embedding.task)) target.lose(root.key("task"), "ollama.chat has no task type");
  if (sdk::present(embedding.title)) target.lose(root.key("title"), "ollama.chat has no title");
}

}  // namespace aipool::ollama
