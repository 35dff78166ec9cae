// SPDX-License-Identifier: MIT
#include "plugins/gemini/action.h"
#include "plugins/gemini/decode_request.h"
#include "plugins/gemini/error.h"
#include "plugins/gemini/gemini_protocol.h"
#include "plugins/gemini/inspect.h"
#include "plugins/gemini/list_encoder.h"
#include "plugins/gemini/stream_encoder.h"
#include "plugins/gemini/unary_encoder.h"

namespace aipool::gemini {
namespace {

// By which clients of this protocol are known where others have the same address.
constexpr std::string_view kKeyHeader = "x-goog-api-key";
constexpr std::string_view kKeyQuery = "key";

constexpr aip_route kRoutes[] = {
    sdk::route("POST", "/v1beta/models/{call...}", AIP_OP_GENERATE),  // inspect() reads the action after the model
    sdk::route("GET", "/v1beta/models", AIP_OP_LIST_MODELS),
    sdk::route("GET", "/v1beta/models/{model...}", AIP_OP_GET_MODEL),
    sdk::route("POST", "/v1/models/{call...}", AIP_OP_GENERATE),
    sdk::route("GET", "/v1/models", AIP_OP_LIST_MODELS, 2, kKeyHeader),
    sdk::route("GET", "/v1/models/{model...}", AIP_OP_GET_MODEL, 2, kKeyHeader),
    sdk::route("GET", "/v1/models", AIP_OP_LIST_MODELS, 3, {}, kKeyQuery),
    sdk::route("GET", "/v1/models/{model...}", AIP_OP_GET_MODEL, 3, {}, kKeyQuery),
};

constexpr aip_field kStreamHeaders[] = {sdk::field("cache-control", "no-cache")};
constexpr std::string_view kJson = "application/json; charset=UTF-8";
constexpr std::string_view kEventStream = "text/event-stream";

}  // namespace

std::span<const aip_route> GenerateClient::routes() const { return kRoutes; }

void GenerateClient::inspect(sdk::Env& env, aip_request& request) const { gemini::inspect(env, request); }

void GenerateClient::decode_request(sdk::Env& env, aip_request& request) const {
  gemini::decode_request(Source{env, origin_}, request);
}

std::unique_ptr<sdk::Encoder> GenerateClient::encoder(sdk::Env& env, const aip_request& request,
                                                      aip_answer& answer) const {
  answer.content_type = sdk::bytes(kJson);
  switch (request.operation) {
    case AIP_OP_LIST_MODELS:
    case AIP_OP_GET_MODEL:
      return std::make_unique<ModelsEncoder>(origin_, request.operation == AIP_OP_GET_MODEL);
    case AIP_OP_COUNT_TOKENS:
      return std::make_unique<CountEncoder>(origin_);
    case AIP_OP_EMBED:
      return std::make_unique<EmbeddingsEncoder>(origin_, asks_for_one_vector(request));
    default:
      break;
  }
  if ((request.flags & AIP_REQUEST_STREAM) == 0) return std::make_unique<UnaryEncoder>(env, origin_, request);
  const bool events = asks_for_events(request);
  if (events) answer.content_type = sdk::bytes(kEventStream);
  answer.headers = sdk::fields(kStreamHeaders);
  return std::make_unique<StreamEncoder>(env, origin_, request, events);
}

void GenerateClient::encode_error(sdk::Env&, const aip_error& error, std::uint32_t flags, aip_answer& answer,
                                  sdk::Out& out) const {
  const std::string body = write_error(error, origin_);
  if ((flags & AIP_ERROR_IN_STREAM) != 0) {
    out.bytes("data: " + body + "\r\n\r\n");
    return;
  }
  answer.status = status_of(error);
  answer.content_type = sdk::bytes(kJson);
  out.bytes(body);
}

}  // namespace aipool::gemini
