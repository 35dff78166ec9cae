// SPDX-License-Identifier: MIT
#include "plugins/gemini/pass_through.h"

#include <algorithm>
#include <string>
#include <vector>

#include "plugins/gemini/model_path.h"
#include "plugins/gemini/names.h"

namespace aipool::gemini {
namespace {

struct Span {
  std::size_t offset;
  std::size_t size;
};

bool has_member(const aip_request& request, std::string_view camel) {
  for (std::size_t i = 0; i < request.member_count; ++i) {
    if (same_name(sdk::view(request.members[i].key), camel)) return true;
  }
  return false;
}

void add_models(json::Value object, std::vector<Span>& to) {
  for (const json::Member member : object.members()) {
    if (member.key.equals("model") && member.value.is_string()) {
      to.push_back({member.value.offset(), member.value.raw().size()});
    }
  }
}

// Bodies that generate name no model, and are not parsed again.
std::vector<Span> models_of(const aip_request& request) {
  std::vector<Span> models;
  if (!has_member(request, "model") && !has_member(request, "generateContentRequest") &&
      !has_member(request, "requests")) {
    return models;
  }
  json::Document document;
  if (document.parse(sdk::view(request.source_body)) != json::Error::kNone) return models;
  const json::Value root = document.root();
  add_models(root, models);
  add_models(named(root, "generateContentRequest"), models);
  for_each_item(named(root, "requests"), [&](json::Value item, std::size_t) { add_models(item, models); });
  std::sort(models.begin(), models.end(), [](const Span& a, const Span& b) { return a.offset < b.offset; });
  return models;
}

}  // namespace

void splice_request(const aip_request& request, sdk::Out& out) {
  const std::string_view upstream = sdk::view(request.upstream_model);
  if (upstream.empty() || upstream == sdk::view(request.client_model)) return;
  std::string name;
  json::Writer(name).string(std::string(kNamePrefix).append(without_folder(upstream)));
  for (const Span& model : models_of(request)) out.splice(model.offset, model.size, name);
}

}  // namespace aipool::gemini
