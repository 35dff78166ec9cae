// SPDX-License-Identifier: MIT
#include "plugins/ollama/provider.h"

#include "plugins/ollama/convert.h"
#include "plugins/ollama/ollama_protocol.h"
#include "plugins/ollama/shape.h"

namespace aipool::ollama {
namespace {

constexpr aip_bytes kProtocols[] = {sdk::bytes(kProtocol)};

void set_headers(sdk::Env& env, const aip_account& account, const aip_request& request, aip_prepared& prepared) {
  const auto headers = env.array<aip_field>(3);
  std::size_t count = 0;
  if (const auto key = sdk::find(account.credential, "api_key"); key && !key->empty()) {
    headers[count++] = sdk::field("authorization", env.join("Bearer ", *key), AIP_FIELD_SECRET);
  }
  const bool stream = (request.flags & AIP_REQUEST_STREAM) != 0;
  headers[count++] = sdk::field("accept", stream ? "application/x-ndjson" : "application/json");
  if (sdk::view(prepared.method) == "POST") headers[count++] = sdk::field("content-type", "application/json");
  prepared.headers = sdk::fields(headers.first(count));
}

}  // namespace

OllamaProvider::OllamaProvider(sdk::Host host) : chat_(host.intern(kProtocol)) {}

std::span<const aip_bytes> OllamaProvider::protocols() const { return kProtocols; }

aip_enum OllamaProvider::support(const aip_account&, aip_enum operation) const {
  switch (operation) {
    case AIP_OP_GENERATE:
    case AIP_OP_EMBED:
    case AIP_OP_LIST_MODELS:
    case AIP_OP_SHOW_MODEL:
    case AIP_OP_LIST_RUNNING:
      return AIP_SUPPORT_PROTOCOL;
    default:
      return AIP_SUPPORT_NONE;
  }
}

void OllamaProvider::check_account(sdk::Env& env, const aip_account& account) const {
  const std::string_view url = sdk::view(account.base_url);
  if (url.ends_with("/api")) {
    throw sdk::Fault{AIP_E_INVALID_REQUEST, "ends with /api, which ollama-custom adds itself; leave it out",
                     "base_url"};
  }
  if (url.ends_with("/v1")) {
    throw sdk::Fault{AIP_E_INVALID_REQUEST,
                     "ends with /v1, where Ollama speaks OpenAI's protocol; leave it out or use openai-custom",
                     "base_url"};
  }
  protocol_of(env, account);
}

void OllamaProvider::prepare(sdk::Env& env, const aip_account& account, const aip_request& request,
                             aip_prepared& prepared) const {
  // A client's own shape is kept where its bytes go out as they are; what is converted has the newer one.
  const bool passes = (request.flags & AIP_REQUEST_PASS) != 0 && request.client_protocol == chat_;
  switch (request.operation) {
    case AIP_OP_GENERATE:
      sdk::set_target(prepared, "POST", passes && is_generate(request) ? "/api/generate" : "/api/chat");
      break;
    case AIP_OP_EMBED:
      sdk::set_target(prepared, "POST", passes && is_single_embedding(request) ? "/api/embeddings" : "/api/embed");
      break;
    case AIP_OP_SHOW_MODEL:
      sdk::set_target(prepared, "POST", "/api/show");
      break;
    case AIP_OP_LIST_MODELS:
      sdk::set_target(prepared, "GET", "/api/tags");
      break;
    case AIP_OP_LIST_RUNNING:
      sdk::set_target(prepared, "GET", "/api/ps");
      break;
    default:
      throw sdk::Fault{AIP_E_UNSUPPORTED, "ollama-custom has no such operation"};
  }
  set_headers(env, account, request, prepared);
}

void OllamaProvider::judge(sdk::Env&, const aip_failure& failure, aip_verdict& verdict) const {
  convert::judge_by_class(failure, verdict);
}

}  // namespace aipool::ollama
