// SPDX-License-Identifier: MIT
#include "plugins/ollama/inspected.h"

namespace aipool::ollama {
namespace {

struct Inspected {
  const void* body;  // as keep_body() leaves it; NULL: it was too large
  std::int64_t at_ms;
};

const Inspected* inspected(const aip_request& request) { return static_cast<const Inspected*>(request.parsed); }

}  // namespace

void keep_inspected(const Source& source, const json::Document& document, aip_request& request) {
  request.parsed = nullptr;
  keep_body(source, document, request);
  Inspected* const kept = source.env.array<Inspected>(1).data();
  kept->body = request.parsed;
  kept->at_ms = source.env.now_unix_ms();
  request.parsed = kept;
}

json::Value parsed_body(json::Document& document, const aip_request& request) {
  aip_request plain = request;
  plain.parsed = request.parsed == nullptr ? nullptr : inspected(request)->body;
  return body_of(document, plain);
}

std::int64_t arrival_ms(sdk::Env& env, const aip_request& request) {
  return request.parsed == nullptr ? env.now_unix_ms() : inspected(request)->at_ms;
}

}  // namespace aipool::ollama
