// SPDX-License-Identifier: MIT
#include "plugins/openai/convert.h"
#include "plugins/openai/decode_request.h"

namespace aipool::openai {
namespace {

// Texts where the input is a text or a list of texts; lists of tokens stay JSON.
std::span<const aip_bytes> read_inputs(const Source& source, json::Value input) {
  if (input.is_string()) {
    const auto one = source.env.array<aip_bytes>(1);
    one[0] = source.text(input);
    return one;
  }
  const auto all = source.env.array<aip_bytes>(input.size());
  std::size_t count = 0;
  for (const json::Value item : input.elements()) {
    if (!item.is_string()) return {};
    all[count++] = source.text(item);
  }
  return all;
}

}  // namespace

void decode_embedding(const Source& source, aip_request& request) {
  json::Document document;
  const json::Value root = body_of(document, request);
  const Place body;
  const json::Value input = root.find("input");
  if (!input.is_string()) source.array_at(input, body.key("input"));
  aip_embedding* to = source.env.make<aip_embedding>();
  to->origin = source.origin;
  const std::span<const aip_bytes> inputs = read_inputs(source, input);
  to->inputs = inputs.data();
  to->input_count = inputs.size();
  to->json = source.raw(input);
  to->encoding = source.optional_string(root, "encoding_format", body);
  const json::Value dimensions = root.find("dimensions");
  to->dimensions = given(dimensions) ? source.integer_at(dimensions, body.key("dimensions")) : -1;
  request.user = source.optional_string(root, "user", body);
  request.embedding = to;
  request.extras = extras_of(source, root, {"model", "input", "encoding_format", "dimensions", "user"});
}

}  // namespace aipool::openai
