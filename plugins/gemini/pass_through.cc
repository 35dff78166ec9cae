// SPDX-License-Identifier: MIT
#include "plugins/gemini/pass_through.h"

#include <algorithm>
#include <string>
#include <vector>

#include "plugins/gemini/names.h"

namespace aipool::gemini {

void splice_request(const aip_request& request, sdk::Out& out) {
  const std::string_view upstream = sdk::view(request.upstream_model);
  if (upstream.empty() || upstream == sdk::view(request.client_model)) return;
  json::Document document;
  if (document.parse(sdk::view(request.source_body)) != json::Error::kNone) return;
  const json::Value root = document.root();
  std::vector<json::Value> models = {root.find("model"), named(root, "generateContentRequest").find("model")};
  for (const json::Value item : named(root, "requests").elements()) models.push_back(item.find("model"));
  std::erase_if(models, [](json::Value model) { return !model.is_string(); });
  std::sort(models.begin(), models.end(), [](json::Value a, json::Value b) { return a.offset() < b.offset(); });
  std::string name;
  json::Writer(name).string("models/" + std::string(upstream));
  for (const json::Value model : models) out.splice(model.offset(), model.raw().size(), name);
}

}  // namespace aipool::gemini
