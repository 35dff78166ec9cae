// SPDX-License-Identifier: MIT
#include "plugins/qwen/request_rules.h"

namespace aipool::qwen {
namespace {

// Models of GLM take lists of parts only beside tools.
bool wants_strings(const aip_request& request) {
  const bool routed = request.upstream_model.len != 0;
  const std::string_view model = sdk::view(routed ? request.upstream_model : request.client_model);
  const bool is_glm = sdk::equals_ignoring_case(model.substr(0, 3), "glm");
  return is_glm && request.tool_count == 0 && sdk::find_member(request, "tools") == nullptr;
}

void set_headers(sdk::Env& env, const aip_request& request, std::string_view token, aip_prepared& prepared) {
  const auto headers = env.array<aip_field>(3);
  std::size_t count = 0;
  if (!token.empty()) headers[count++] = sdk::field("authorization", env.join("Bearer ", token), AIP_FIELD_SECRET);
  const bool stream = (request.flags & AIP_REQUEST_STREAM) != 0;
  headers[count++] = sdk::field("accept", stream ? "text/event-stream" : "application/json");
  if (sdk::view(prepared.method) == "POST") headers[count++] = sdk::field("content-type", "application/json");
  prepared.headers = sdk::fields(headers.first(count));
}

}  // namespace

aip_enum supported(aip_enum operation) {
  switch (operation) {
    case AIP_OP_GENERATE:
    case AIP_OP_EMBED:
    case AIP_OP_LIST_MODELS:
      return AIP_SUPPORT_PROTOCOL;
    default:
      return AIP_SUPPORT_NONE;
  }
}

convert::ChatDialect dialect_of(const aip_account& account, const aip_request& request) {
  convert::ChatDialect dialect = convert::chat_dialect(account.options);
  if (dialect.thinking.empty()) dialect.thinking = "enable_thinking";
  if (dialect.max_tokens_name.empty()) dialect.max_tokens_name = "max_tokens";
  dialect.developer_role = sdk::find(account.options, "developer_role") == "true";
  dialect.string_content = dialect.string_content || wants_strings(request);
  return dialect;
}

void prepare_request(sdk::Env& env, const aip_account& account, const aip_request& request, std::string_view token,
                     aip_prepared& prepared) {
  switch (request.operation) {
    case AIP_OP_GENERATE:
      sdk::set_target(prepared, "POST", "/chat/completions");
      convert::set_dialect(env, dialect_of(account, request), request, prepared);
      break;
    case AIP_OP_EMBED:
      sdk::set_target(prepared, "POST", "/embeddings");
      break;
    case AIP_OP_LIST_MODELS:
      sdk::set_target(prepared, "GET", "/models");
      break;
    default:
      throw sdk::Fault{AIP_E_UNSUPPORTED, "Qwen's compatible endpoints have no such operation"};
  }
  set_headers(env, request, token, prepared);
}

}  // namespace aipool::qwen
