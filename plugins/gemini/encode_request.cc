// SPDX-License-Identifier: MIT
#include "plugins/gemini/encode_request.h"

#include <vector>

#include "plugins/gemini/decode_request.h"
#include "plugins/gemini/dialect.h"
#include "plugins/gemini/model_path.h"
#include "plugins/gemini/tier.h"

namespace aipool::gemini {
namespace {

constexpr std::string_view kSafety = "safetySettings";

// Those that belong to the body itself.
std::vector<aip_extra> top_extras(const aip_request& request) {
  const bool bare = is_bare_count(request);
  std::vector<aip_extra> top;
  for (const aip_extra& extra : sdk::span(request.extras)) {
    const std::string_view key = sdk::view(extra.key);
    if (key.starts_with(kConfigPrefix)) continue;
    if (bare && key == kSafety) continue;  // it weighs nothing
    top.push_back(extra);
  }
  return top;
}

void write_tier(const Target& target, ObjectWriter& body) {
  const std::string_view tier = sdk::view(target.request.service_tier);
  if (tier.empty()) return;
  const std::string_view own = own_tier(tier);
  if (!own.empty()) return body.string("serviceTier", sdk::bytes(own));
  const Place root;
  target.lose(root.key("service_tier"), "a tier that gemini.generate does not have");
}

void lose_labels(const Target& target) {
  const aip_request& request = target.request;
  const Place body;
  if (sdk::has(request, AIP_HAS_STORE)) target.lose(body.key("store"), "not in gemini.generate");
  if (sdk::present(request.user)) target.lose(body.key("user"), "gemini.generate knows no users");
  if (sdk::present(request.cache_key)) target.lose(body.key("prompt_cache_key"), "gemini.generate names its caches");
  if (sdk::present(request.verbosity)) target.lose(body.key("verbosity"), "not in gemini.generate");
  if (sdk::present(request.metadata_json) && !target.own(request.client_protocol)) {
    target.lose(body.key("metadata"), "gemini.generate keeps none");
  }
}

void write_body(const Target& target) {
  const aip_request& request = target.request;
  const std::vector<aip_extra> extras = top_extras(request);
  ObjectWriter body(target.out, sdk::extras(extras), target.origin);
  if (request.operation == AIP_OP_COUNT_TOKENS) {
    const std::string_view model = dialect_word(request, kBareCount);
    body.string("model", sdk::bytes(model.empty() ? models_name(target) : model));
  }
  encode_contents(target, body);
  encode_tools(target, body);
  encode_config(target, body);
  write_tier(target, body);
  if (target.own(request.client_protocol)) body.raw("labels", request.metadata_json);
  lose_labels(target);
  lose_foreign(target.env, request.extras, target.origin, Place());
  body.close();
}

}  // namespace

std::string_view upstream_model(const aip_request& request) {
  return sdk::view(request.upstream_model.len != 0 ? request.upstream_model : request.client_model);
}

std::string_view models_name(const Target& target) {
  return target.env.join(kNamePrefix, without_folder(upstream_model(target.request)));
}

std::string encode_request(sdk::Env& env, std::uint32_t origin, const aip_request& request) {
  if (request.operation != AIP_OP_GENERATE && request.operation != AIP_OP_COUNT_TOKENS &&
      request.operation != AIP_OP_EMBED) {
    return {};
  }
  std::string body = convert::body_room(request);
  json::Writer out(body);
  const Target target{env, origin, request, out};
  if (request.operation == AIP_OP_EMBED) {
    encode_embedding(target);
  } else if (request.operation == AIP_OP_GENERATE || is_bare_count(request)) {
    write_body(target);
  } else {
    out.begin_object().key("generateContentRequest");
    write_body(target);
    out.end_object();
  }
  return body;
}

}  // namespace aipool::gemini
