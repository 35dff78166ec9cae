// SPDX-License-Identifier: MIT
#include <iterator>
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
  const json::Value parts = source.object_at(content, place).find("parts");
  if (!parts.is_object() && !parts.is_array()) refuse(parts_place, "must be an array");
  std::string all;
  aip_bytes only{};
  for_each_item(parts, [&](json::Value part, std::size_t index) {
    const Place here = parts_place.at(index);
    only = required_text_named(source, source.object_at(part, here), "text", here);
    all += sdk::view(only);
  });
  return item_count(parts) == 1 ? only : sdk::bytes(source.env.copy(std::string_view(all)));
}

constexpr std::string_view kSettings[] = {"taskType", "title", "outputDimensionality"};

void read_settings(const Source& source, json::Value request, const Place& place, aip_embedding& to) {
  to.task = text_named(source, request, "taskType", place);
  to.title = text_named(source, request, "title", place);
  const Place here = place.key("outputDimensionality");
  const json::Value dimensions = named(request, "outputDimensionality");
  to.dimensions = given(dimensions) ? whole_number_at(source, dimensions, here) : -1;
}

// The settings of all are those of the first: other protocols have one set for a list. Where a later one differs, or
// has more, that is an extra of the request, so that another upstream reports it; this protocol's gets `requests` as it
// came.
class Batch {
 public:
  Batch(const Source& source, aip_embedding& to) : source_(source), to_(to) {}

  void read(json::Value requests, const Place& place) {
    const auto all = source_.env.array<aip_bytes>(item_count(requests));
    for_each_item(requests, [&](json::Value item, std::size_t index) {
      const Place here = place.at(index);
      const Place content = here.key("content");
      all[index] = text_of_content(source_, named(source_.object_at(item, here), "content"), content);
      if (index == 0) {
        for (std::size_t i = 0; i < std::size(kSettings); ++i) first_[i] = named(item, kSettings[i]);
        read_settings(source_, item, here, to_);
      }
      compare(item, here);
    });
    to_.inputs = all.data();
    to_.input_count = all.size();
  }

  // After those beside the list.
  aip_extras extras(aip_extras beside) {
    const auto others = sdk::span(beside);
    extras_.insert(extras_.begin(), others.begin(), others.end());
    const auto kept = source_.env.copy(std::span<const aip_extra>(extras_));
    return {kept.data(), kept.size()};
  }

 private:
  void compare(json::Value item, const Place& place) {
    for (std::size_t i = 0; i < std::size(kSettings); ++i) {
      const json::Value value = named(item, kSettings[i]);
      const bool same = given(value) == given(first_[i]) && (!given(value) || value.raw() == first_[i].raw());
      if (!same) add(place.key(kSettings[i]), given(value) ? value.raw() : std::string_view("null"));
    }
    for (const json::Member member : item.members()) {
      const bool known = is_named(member.key, {"model", "content", "taskType", "title", "outputDimensionality"});
      const std::string key = member.key.string();
      if (!known) add(place.key(key), member.value.raw());
    }
  }

  void add(const Place& place, std::string_view raw) {
    const std::string key = place.param();
    extras_.push_back({source_.origin, 0, sdk::bytes(source_.env.copy(std::string_view(key))), sdk::bytes(raw)});
  }

  const Source& source_;
  aip_embedding& to_;
  json::Value first_[std::size(kSettings)];
  std::vector<aip_extra> extras_;
};

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
  Batch batch(source, *to);
  batch.read(named(root, "requests"), place);
  request.extras = batch.extras(extras_beside(source, root, {"model", "requests"}));
}

}  // namespace aipool::gemini
