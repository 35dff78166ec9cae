// SPDX-License-Identifier: MIT
#include "plugins/claude/claude_protocol.h"
#include "plugins/claude/decode_request.h"
#include "plugins/claude/error.h"
#include "plugins/claude/inspect.h"
#include "plugins/claude/list_encoder.h"
#include "plugins/claude/stream_encoder.h"
#include "plugins/claude/unary_encoder.h"

namespace aipool::claude {
namespace {

constexpr std::string_view kVersionHeader = "anthropic-version";  // by which clients of this protocol are known

constexpr aip_route kRoutes[] = {
    sdk::route("POST", "/v1/messages", AIP_OP_GENERATE),
    sdk::route("POST", "/v1/messages/count_tokens", AIP_OP_COUNT_TOKENS),
    sdk::route("GET", "/v1/models", AIP_OP_LIST_MODELS, 1, kVersionHeader),
    sdk::route("GET", "/v1/models/{model...}", AIP_OP_GET_MODEL, 1, kVersionHeader),
    sdk::route("HEAD", "/", AIP_OP_PING),
};

constexpr aip_field kStreamHeaders[] = {sdk::field("cache-control", "no-cache")};
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kEventStream = "text/event-stream; charset=utf-8";

}  // namespace

std::span<const aip_route> MessagesClient::routes() const { return kRoutes; }

void MessagesClient::inspect(sdk::Env& env, aip_request& request) const { claude::inspect(env, request); }

void MessagesClient::decode_request(sdk::Env& env, aip_request& request) const {
  claude::decode_request(Source{env, origin_}, request);
}

std::unique_ptr<sdk::Encoder> MessagesClient::encoder(sdk::Env& env, const aip_request& request,
                                                      aip_answer& answer) const {
  answer.content_type = sdk::bytes(kJson);
  switch (request.operation) {
    case AIP_OP_LIST_MODELS:
    case AIP_OP_GET_MODEL:
      return std::make_unique<ModelsEncoder>(origin_, request.operation == AIP_OP_GET_MODEL);
    case AIP_OP_COUNT_TOKENS:
      return std::make_unique<CountEncoder>();
    case AIP_OP_PING:
      return std::make_unique<PingEncoder>();
    default:
      break;
  }
  if ((request.flags & AIP_REQUEST_STREAM) == 0) return std::make_unique<UnaryEncoder>(env, origin_, request);
  answer.content_type = sdk::bytes(kEventStream);
  answer.headers = sdk::fields(kStreamHeaders);
  return std::make_unique<StreamEncoder>(env, origin_, request);
}

void MessagesClient::encode_error(sdk::Env& env, const aip_error& error, std::uint32_t flags, aip_answer& answer,
                                  sdk::Out& out) const {
  const std::string body = write_error(error, origin_, env.call_id());
  if ((flags & AIP_ERROR_IN_STREAM) != 0) {
    out.bytes("event: error\ndata: " + body + "\n\n");
    return;
  }
  answer.status = status_of(error);
  answer.content_type = sdk::bytes(kJson);
  out.bytes(body);
}

}  // namespace aipool::claude
