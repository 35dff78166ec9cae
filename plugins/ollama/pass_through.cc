// SPDX-License-Identifier: MIT
#include "plugins/ollama/pass_through.h"

#include <string>

#include "aipool/json.hpp"

namespace aipool::ollama {
namespace {

// /api/show may call it `name`.
const aip_member* named_model(const aip_request& request) {
  const aip_member* model = sdk::find_member(request, "model");
  const bool says =
      model != nullptr && sdk::value_of(request, *model) != "\"\"" && sdk::value_of(request, *model) != "null";
  const aip_member* name = request.operation == AIP_OP_SHOW_MODEL ? sdk::find_member(request, "name") : nullptr;
  return says || name == nullptr ? model : name;
}

}  // namespace

void splice_request(const aip_request& request, sdk::Out& out) {
  const std::string_view upstream = sdk::view(request.upstream_model);
  const aip_member* model = named_model(request);
  if (upstream.empty() || model == nullptr || upstream == sdk::view(request.client_model)) return;
  std::string name;
  json::Writer(name).string(upstream);
  out.splice(model->value, model->value_len, name);
}

}  // namespace aipool::ollama
