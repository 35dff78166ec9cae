// SPDX-License-Identifier: MIT
#include "plugins/claude/pass_through.h"

#include <string>

namespace aipool::claude {

void splice_request(const aip_request& request, sdk::Out& out) {
  const std::string_view upstream = sdk::view(request.upstream_model);
  const aip_member* model = sdk::find_member(request, "model");
  if (upstream.empty() || model == nullptr || upstream == sdk::view(request.client_model)) return;
  std::string name;
  json::Writer(name).string(upstream);
  out.splice(model->value, model->value_len, name);
}

}  // namespace aipool::claude
