// SPDX-License-Identifier: MIT
#include "plugins/openai/chat_protocol.h"
#include "plugins/openai/decode_request.h"
#include "plugins/openai/error.h"
#include "plugins/openai/inspect.h"
#include "plugins/openai/list_encoder.h"
#include "plugins/openai/stream_encoder.h"
#include "plugins/openai/unary_encoder.h"

namespace aipool::openai {
namespace {

// Rank 0: rows that other protocols tell by a header or a query win.
constexpr aip_route kRoutes[] = {
    sdk::route("POST", "/v1/chat/completions", AIP_OP_GENERATE),
    sdk::route("GET", "/v1/models", AIP_OP_LIST_MODELS),
    sdk::route("GET", "/v1/models/{model...}", AIP_OP_GET_MODEL),
    sdk::route("POST", "/v1/embeddings", AIP_OP_EMBED),
};

constexpr aip_field kStreamHeaders[] = {sdk::field("cache-control", "no-cache")};
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kEventStream = "text/event-stream; charset=utf-8";

// The client uses the deprecated `functions`, and so understands only `function_call`.
bool is_legacy(std::uint32_t origin, const aip_request& request) {
  return request.client_protocol == origin && sdk::find_member(request, "functions") != nullptr &&
         sdk::find_member(request, "tools") == nullptr;
}

}  // namespace

std::span<const aip_route> ChatClient::routes() const { return kRoutes; }

void ChatClient::inspect(sdk::Env& env, aip_request& request) const { openai::inspect(env, request); }

void ChatClient::decode_request(sdk::Env& env, aip_request& request) const {
  openai::decode_request(Source{env, origin_}, request);
}

std::unique_ptr<sdk::Encoder> ChatClient::encoder(sdk::Env& env, const aip_request& request, aip_answer& answer) const {
  answer.content_type = sdk::bytes(kJson);
  switch (request.operation) {
    case AIP_OP_LIST_MODELS:
    case AIP_OP_GET_MODEL:
      return std::make_unique<ModelsEncoder>(origin_, request.operation == AIP_OP_GET_MODEL);
    case AIP_OP_EMBED:
      return std::make_unique<EmbeddingsEncoder>(origin_, request, base64_);
    default:
      break;
  }
  const bool legacy = is_legacy(origin_, request);
  if ((request.flags & AIP_REQUEST_STREAM) == 0) {
    return std::make_unique<UnaryEncoder>(env, origin_, request, legacy);
  }
  answer.content_type = sdk::bytes(kEventStream);
  answer.headers = sdk::fields(kStreamHeaders);
  return std::make_unique<StreamEncoder>(env, origin_, request, legacy);
}

void ChatClient::encode_error(sdk::Env&, const aip_error& error, std::uint32_t flags, aip_answer& answer,
                              sdk::Out& out) const {
  const std::string body = write_error(error, origin_);
  if ((flags & AIP_ERROR_IN_STREAM) != 0) {
    out.bytes("data: " + body + "\n\n");
    return;
  }
  answer.status = status_of(error);
  answer.content_type = sdk::bytes(kJson);
  out.bytes(body);
}

}  // namespace aipool::openai
