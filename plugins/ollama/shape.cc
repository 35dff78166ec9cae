// SPDX-License-Identifier: MIT
#include "plugins/ollama/shape.h"

namespace aipool::ollama {

bool is_generate(const aip_request& request) { return sdk::view(request.path).ends_with("/api/generate"); }

bool is_single_embedding(const aip_request& request) { return sdk::view(request.path).ends_with("/api/embeddings"); }

}  // namespace aipool::ollama
