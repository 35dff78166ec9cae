// SPDX-License-Identifier: MIT
#include "plugins/openai/provider.h"

#include <array>

#include "plugins/openai/chat_protocol.h"
#include "plugins/openai/convert.h"
#include "plugins/openai/percent.h"
#include "plugins/openai/responses/endpoint.h"
#include "plugins/openai/responses/protocol.h"

namespace aipool::openai {
namespace {

constexpr aip_bytes kProtocols[] = {sdk::bytes(kChatProtocol), sdk::bytes(responses::kProtocol)};

constexpr auto kOptions = convert::with_chat_options(std::array<aip_option, 2>{
    sdk::option("organization", AIP_OPTION_STRING, 0, {}, "sent as OpenAI-Organization"),
    sdk::option("project", AIP_OPTION_STRING, 0, {}, "sent as OpenAI-Project"),
});

void set_headers(sdk::Env& env, const aip_account& account, const aip_request& request, aip_prepared& prepared) {
  const auto headers = env.array<aip_field>(5);
  std::size_t count = 0;
  if (const auto key = sdk::find(account.credential, "api_key"); key && !key->empty()) {
    headers[count++] = sdk::field("authorization", env.join("Bearer ", *key), AIP_FIELD_SECRET);
  }
  const auto option = [&](std::string_view name, std::string_view header) {
    if (const auto value = sdk::find(account.options, name); value && !value->empty()) {
      headers[count++] = sdk::field(header, *value);
    }
  };
  option("organization", "openai-organization");
  option("project", "openai-project");
  const bool stream = (request.flags & AIP_REQUEST_STREAM) != 0;
  headers[count++] = sdk::field("accept", stream ? "text/event-stream" : "application/json");
  if (sdk::view(prepared.method) == "POST") headers[count++] = sdk::field("content-type", "application/json");
  prepared.headers = sdk::fields(headers.first(count));
}

}  // namespace

std::span<const aip_bytes> OpenAiProvider::protocols() const { return kProtocols; }

std::span<const aip_option> OpenAiProvider::account_options() const { return kOptions; }

aip_enum OpenAiProvider::support(const aip_account& account, aip_enum operation) const {
  if (responses::speaks(account) && responses::supports(operation)) return AIP_SUPPORT_PROTOCOL;
  switch (operation) {
    case AIP_OP_GENERATE:
    case AIP_OP_EMBED:
    case AIP_OP_LIST_MODELS:
    case AIP_OP_GET_MODEL:
      return AIP_SUPPORT_PROTOCOL;
    default:
      return AIP_SUPPORT_NONE;
  }
}

void OpenAiProvider::check_account(sdk::Env& env, const aip_account& account) const {
  convert::check_dialect(convert::chat_dialect(account.options));
  protocol_of(env, account);
}

void OpenAiProvider::prepare(sdk::Env& env, const aip_account& account, const aip_request& request,
                             aip_prepared& prepared) const {
  if (responses::speaks(account) && responses::set_endpoint(env, request, prepared)) {
    return set_headers(env, account, request, prepared);
  }
  switch (request.operation) {
    case AIP_OP_GENERATE:
      sdk::set_target(prepared, "POST", "/chat/completions");
      convert::set_dialect(env, convert::chat_dialect(account.options), request, prepared);
      break;
    case AIP_OP_EMBED:
      sdk::set_target(prepared, "POST", "/embeddings");
      break;
    case AIP_OP_LIST_MODELS:
      sdk::set_target(prepared, "GET", "/models");
      break;
    case AIP_OP_GET_MODEL: {
      const bool routed = request.upstream_model.len != 0;
      const std::string_view model = sdk::view(routed ? request.upstream_model : request.item_id);
      sdk::set_target(prepared, "GET", env.copy("/models/" + percent_encoded(model)));
      break;
    }
    default:
      throw sdk::Fault{AIP_E_UNSUPPORTED, "openai-custom has no such operation"};
  }
  set_headers(env, account, request, prepared);
}

}  // namespace aipool::openai
