// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <vector>

#include "plugins/gemini/action.h"
#include "plugins/gemini/decode_request.h"
#include "plugins/gemini/names.h"

namespace aipool::gemini {
namespace {

// All text of {"parts": [{"text"}, ...]}.
aip_bytes text_of_content(const Source& source, json::Value content, const Place& place) {
  const Place parts_place = place.key("parts");
  const json::Value parts = source.array_at(source.object_at(content, place).find("parts"), parts_place);
  std::string all;
  std::size_t index = 0;
  aip_bytes only{};
  for (const json::Value part : parts.elements()) {
    const Place here = parts_place.at(index++);
    only = required_text_named(source, source.object_at(part, here), "text", here);
    all += sdk::view(only);
  }
  return index == 1 ? only : sdk::bytes(source.env.copy(std::string_view(all)));
}

// The settings of all are those of the first: other protocols have one set for a list.
void read_settings(const Source& source, json::Value request, const Place& place, aip_embedding& to) {
  to.task = text_named(source, request, "taskType", place);
  to.title = text_named(source, request, "title", place);
  const Place here = place.key("outputDimensionality");
  const json::Value dimensions = named(request, "outputDimensionality");
  to.dimensions = given(dimensions) ? source.integer_at(dimensions, here) : -1;
}

}  // namespace

void decode_embedding(const Source& source, json::Value root, aip_request& request) {
  const Place body;
  aip_embedding* to = source.env.make<aip_embedding>();
  to->origin = source.origin;
  to->dimensions = -1;
  to->json = source.raw(root);
  request.embedding = to;
  if (asks_for_one_vector(request)) {
    const auto one = source.env.array<aip_bytes>(1);
    const Place here = body.key("content");
    one[0] = text_of_content(source, named(root, "content"), here);
    to->inputs = one.data();
    to->input_count = 1;
    read_settings(source, root, body, *to);
    request.extras = extras_beside(source, root, {"model", "content", "taskType", "title", "outputDimensionality"});
    return;
  }
  const Place place = body.key("requests");
  const json::Value requests = source.array_at(named(root, "requests"), place);
  const auto all = source.env.array<aip_bytes>(requests.size());
  std::size_t index = 0;
  for (const json::Value item : requests.elements()) {
    const Place here = place.at(index);
    const Place content = here.key("content");
    all[index] = text_of_content(source, named(source.object_at(item, here), "content"), content);
    if (index++ == 0) read_settings(source, item, here, *to);
  }
  to->inputs = all.data();
  to->input_count = all.size();
  request.extras = extras_beside(source, root, {"model", "requests"});
}

}  // namespace aipool::gemini
