// SPDX-License-Identifier: MIT
#include "plugins/ollama/decode_request.h"
#include "plugins/ollama/shape.h"

namespace aipool::ollama {

void decode_embedding(const Source& source, json::Value root, aip_request& request) {
  const Place body;
  const std::string_view key = is_single_embedding(request) ? "prompt" : "input";
  const Place place = body.key(key);
  const json::Value input = root.find(key);
  if (!given(input)) refuse(place, "must not be empty: only an Ollama upstream can load or unload a model");
  const bool single = input.is_string();
  const auto inputs = source.env.array<aip_bytes>(single ? 1 : source.array_at(input, place).size());
  if (single) inputs[0] = source.text(input);
  std::size_t index = 0;
  for (const json::Value item : input.elements()) {
    inputs[index] = source.string_at(item, place.at(index));
    ++index;
  }
  aip_embedding* to = source.env.make<aip_embedding>();
  to->origin = source.origin;
  to->inputs = inputs.data();
  to->input_count = inputs.size();
  to->json = source.raw(input);
  const json::Value dimensions = root.find("dimensions");
  to->dimensions = given(dimensions) ? source.integer_at(dimensions, body.key("dimensions")) : -1;
  request.embedding = to;
  request.extras = extras_of(source, root, {"model", key, "dimensions"});
}

}  // namespace aipool::ollama
