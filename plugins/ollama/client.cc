// SPDX-License-Identifier: MIT
#include "plugins/ollama/convert.h"
#include "plugins/ollama/decode_request.h"
#include "plugins/ollama/embedding_encoder.h"
#include "plugins/ollama/error.h"
#include "plugins/ollama/inspect.h"
#include "plugins/ollama/list_encoder.h"
#include "plugins/ollama/ollama_protocol.h"
#include "plugins/ollama/stream_encoder.h"
#include "plugins/ollama/unary_encoder.h"

namespace aipool::ollama {
namespace {

// Other protocols have HEAD and GET of the root too; here they win, since who serves Ollama there has asked for it.
constexpr std::uint32_t kRootRank = 1;

// Those below the prefix first: without `root` there are no others.
constexpr aip_route kRoutes[] = {
    sdk::route("POST", "/ollama/api/chat", AIP_OP_GENERATE),
    sdk::route("POST", "/ollama/api/generate", AIP_OP_GENERATE),
    sdk::route("POST", "/ollama/api/show", AIP_OP_SHOW_MODEL),
    sdk::route("POST", "/ollama/api/embed", AIP_OP_EMBED),
    sdk::route("POST", "/ollama/api/embeddings", AIP_OP_EMBED),
    sdk::route("GET", "/ollama/api/tags", AIP_OP_LIST_MODELS),
    sdk::route("GET", "/ollama/api/version", AIP_OP_VERSION),
    sdk::route("GET", "/ollama/api/ps", AIP_OP_LIST_RUNNING),
    sdk::route("GET", "/ollama", AIP_OP_PING),
    sdk::route("HEAD", "/ollama", AIP_OP_PING),
    sdk::route("GET", "/ollama/", AIP_OP_PING),
    sdk::route("HEAD", "/ollama/", AIP_OP_PING),
    sdk::route("POST", "/api/chat", AIP_OP_GENERATE),
    sdk::route("POST", "/api/generate", AIP_OP_GENERATE),
    sdk::route("POST", "/api/show", AIP_OP_SHOW_MODEL),
    sdk::route("POST", "/api/embed", AIP_OP_EMBED),
    sdk::route("POST", "/api/embeddings", AIP_OP_EMBED),
    sdk::route("GET", "/api/tags", AIP_OP_LIST_MODELS),
    sdk::route("GET", "/api/version", AIP_OP_VERSION),
    sdk::route("GET", "/api/ps", AIP_OP_LIST_RUNNING),
    sdk::route("GET", "/", AIP_OP_PING, kRootRank),
    sdk::route("HEAD", "/", AIP_OP_PING, kRootRank),
};
constexpr std::size_t kPrefixed = 12;

constexpr std::string_view kJson = "application/json; charset=utf-8";
constexpr std::string_view kLines = "application/x-ndjson";
constexpr std::string_view kText = "text/plain; charset=utf-8";

}  // namespace

std::span<const aip_route> OllamaClient::routes() const {
  const std::span<const aip_route> all(kRoutes);
  return root_ ? all : all.first(kPrefixed);
}

void OllamaClient::inspect(sdk::Env& env, aip_request& request) const { ollama::inspect(env, request); }

void OllamaClient::decode_request(sdk::Env& env, aip_request& request) const {
  ollama::decode_request(Source{env, origin_}, request);
}

std::unique_ptr<sdk::Encoder> OllamaClient::encoder(sdk::Env& env, const aip_request& request,
                                                    aip_answer& answer) const {
  answer.content_type = sdk::bytes(kJson);
  switch (request.operation) {
    case AIP_OP_LIST_MODELS:
    case AIP_OP_LIST_RUNNING:
      return std::make_unique<ModelsEncoder>(host_, origin_, request.operation);
    case AIP_OP_SHOW_MODEL:
      return std::make_unique<ModelEncoder>(origin_, request);
    case AIP_OP_EMBED:
      return std::make_unique<EmbeddingEncoder>(host_, env, origin_, request);
    case AIP_OP_VERSION:
      return std::make_unique<FixedEncoder>(version_body());
    case AIP_OP_PING:
      answer.content_type = sdk::bytes(kText);
      return std::make_unique<FixedEncoder>(kPingBody);
    default:
      break;
  }
  if ((request.flags & AIP_REQUEST_STREAM) == 0) return std::make_unique<UnaryEncoder>(host_, env, origin_, request);
  answer.content_type = sdk::bytes(kLines);
  return std::make_unique<StreamEncoder>(host_, env, origin_, request);
}

void OllamaClient::encode_error(sdk::Env&, const aip_error& error, std::uint32_t flags, aip_answer& answer,
                                sdk::Out& out) const {
  const std::string body = write_error(error);
  if ((flags & AIP_ERROR_IN_STREAM) != 0) return out.bytes(body + "\n");
  answer.status = status_of(error);
  answer.content_type = sdk::bytes(kJson);
  out.bytes(body);
}

}  // namespace aipool::ollama
