// SPDX-License-Identifier: MIT
#include "plugins/openai/error.h"
#include "plugins/openai/responses/answer_encoder.h"
#include "plugins/openai/responses/decode_request.h"
#include "plugins/openai/responses/error.h"
#include "plugins/openai/responses/inspect.h"
#include "plugins/openai/responses/list_encoder.h"
#include "plugins/openai/responses/protocol.h"
#include "plugins/openai/responses/query.h"
#include "plugins/openai/responses/replay_encoder.h"

namespace aipool::openai::responses {
namespace {

constexpr aip_route kResponseRoutes[] = {
    sdk::route("POST", "/v1/responses", AIP_OP_GENERATE),
    sdk::route("POST", "/v1/responses/input_tokens", AIP_OP_COUNT_TOKENS),
    sdk::route("POST", "/v1/responses/compact", AIP_OP_COMPACT),
    sdk::route("GET", "/v1/responses/{id}", AIP_OP_GET_RESPONSE),
    sdk::route("DELETE", "/v1/responses/{id}", AIP_OP_DELETE_RESPONSE),
    sdk::route("GET", "/v1/responses/{id}/input_items", AIP_OP_LIST_INPUT_ITEMS),
    sdk::route("POST", "/v1/responses/{id}/cancel", AIP_OP_CANCEL_RESPONSE),
};

constexpr aip_field kNoCache[] = {sdk::field("cache-control", "no-cache")};
constexpr std::string_view kJsonType = "application/json";
constexpr std::string_view kStreamType = "text/event-stream; charset=utf-8";

}  // namespace

std::span<const aip_route> ResponsesClient::routes() const { return kResponseRoutes; }

void ResponsesClient::inspect(sdk::Env& env, aip_request& request) const { responses::inspect(env, request); }

void ResponsesClient::decode_request(sdk::Env& env, aip_request& request) const {
  responses::decode_request(Source{env, origin_}, request);
}

std::unique_ptr<sdk::Encoder> ResponsesClient::encoder(sdk::Env& env, const aip_request& request,
                                                       aip_answer& answer) const {
  answer.content_type = sdk::bytes(kJsonType);
  switch (request.operation) {
    case AIP_OP_COUNT_TOKENS:
      return std::make_unique<CountEncoder>();
    case AIP_OP_LIST_INPUT_ITEMS:
      return std::make_unique<ItemsEncoder>(origin_, request);
    case AIP_OP_DELETE_RESPONSE:
      return std::make_unique<DeletionEncoder>(request);
    default:
      break;
  }
  const bool stream = (request.flags & AIP_REQUEST_STREAM) != 0;
  if (stream) {
    answer.content_type = sdk::bytes(kStreamType);
    answer.headers = sdk::fields(kNoCache);
  }
  const bool again = stream && request.operation == AIP_OP_GET_RESPONSE;
  if (again) return std::make_unique<ReplayEncoder>(origin_, starting_after(request));
  return std::make_unique<AnswerEncoder>(env, origin_, request, stream);
}

void ResponsesClient::encode_error(sdk::Env&, const aip_error& error, std::uint32_t flags, aip_answer& answer,
                                   sdk::Out& out) const {
  if ((flags & AIP_ERROR_IN_STREAM) != 0) return out.bytes(stream_error(error, origin_));
  answer.status = status_of(error);
  answer.content_type = sdk::bytes(kJsonType);
  out.bytes(write_error(error, origin_));
}

}  // namespace aipool::openai::responses
