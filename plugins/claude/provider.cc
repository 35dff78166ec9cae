// SPDX-License-Identifier: MIT
#include "plugins/claude/provider.h"

#include "plugins/claude/claude_protocol.h"
#include "plugins/claude/convert.h"

namespace aipool::claude {
namespace {

constexpr aip_bytes kProtocols[] = {sdk::bytes(kProtocol)};

constexpr std::string_view kKeyHeader = "x-api-key";
constexpr std::string_view kBearer = "bearer";
constexpr std::string_view kSigned = "signed";
constexpr std::string_view kAny = "any";

constexpr aip_option kOptions[] = {
    sdk::option("auth", AIP_OPTION_STRING, 0, kKeyHeader, "how the key is sent: x-api-key, or bearer for gateways"),
    sdk::option("version", AIP_OPTION_STRING, 0, "2023-06-01", "sent as anthropic-version"),
    sdk::option("thoughts", AIP_OPTION_STRING, 0, kSigned,
                "signed, or any: whether the upstream takes thoughts back that nobody has signed"),
    sdk::option("beta", AIP_OPTION_STRING, 0, {}, "sent as anthropic-beta where the client sends none"),
};

std::string_view option_of(const aip_account& account, std::string_view name, std::string_view absent) {
  const std::string_view value = sdk::find(account.options, name).value_or("");
  return value.empty() ? absent : value;
}

// A client of the same protocol says which version and which betas its request is written for.
void set_headers(sdk::Env& env, const aip_account& account, const aip_request& request, bool own,
                 aip_prepared& prepared) {
  const auto headers = env.array<aip_field>(5);
  std::size_t count = 0;
  if (const auto key = sdk::find(account.credential, "api_key"); key && !key->empty()) {
    const bool bearer = option_of(account, "auth", kKeyHeader) == kBearer;
    headers[count++] = bearer ? sdk::field("authorization", env.join("Bearer ", *key), AIP_FIELD_SECRET)
                              : sdk::field(kKeyHeader, *key, AIP_FIELD_SECRET);
  }
  const auto sent = [&](std::string_view name) {
    return own ? sdk::find(request.headers, name).value_or("") : std::string_view();
  };
  const std::string_view version = sent("anthropic-version");
  headers[count++] = sdk::field("anthropic-version", version.empty() ? option_of(account, "version", "2023-06-01") : version);
  const std::string_view beta = sent("anthropic-beta");
  const std::string_view betas = beta.empty() ? option_of(account, "beta", {}) : beta;
  if (!betas.empty()) headers[count++] = sdk::field("anthropic-beta", betas);
  const bool stream = (request.flags & AIP_REQUEST_STREAM) != 0;
  headers[count++] = sdk::field("accept", stream ? "text/event-stream" : "application/json");
  if (sdk::view(prepared.method) == "POST") headers[count++] = sdk::field("content-type", "application/json");
  prepared.headers = sdk::fields(headers.first(count));
}

}  // namespace

ClaudeProvider::ClaudeProvider(sdk::Host host) : messages_(host.intern(kProtocol)) {}

std::span<const aip_bytes> ClaudeProvider::protocols() const { return kProtocols; }

std::span<const aip_option> ClaudeProvider::account_options() const { return kOptions; }

aip_enum ClaudeProvider::support(const aip_account&, aip_enum operation) const {
  switch (operation) {
    case AIP_OP_GENERATE:
    case AIP_OP_COUNT_TOKENS:
    case AIP_OP_LIST_MODELS:
      return AIP_SUPPORT_PROTOCOL;
    default:
      return AIP_SUPPORT_NONE;
  }
}

void ClaudeProvider::check_account(sdk::Env& env, const aip_account& account) const {
  const std::string_view auth = option_of(account, "auth", kKeyHeader);
  if (auth != kKeyHeader && auth != kBearer) {
    throw sdk::Fault{AIP_E_INVALID_REQUEST, "is neither x-api-key nor bearer", "auth"};
  }
  if (sdk::view(account.base_url).ends_with("/v1")) {
    throw sdk::Fault{AIP_E_INVALID_REQUEST, "ends with /v1, which claude-custom adds itself; leave it out", "base_url"};
  }
  const std::string_view thoughts = option_of(account, "thoughts", kSigned);
  if (thoughts != kSigned && thoughts != kAny) {
    throw sdk::Fault{AIP_E_INVALID_REQUEST, "is neither signed nor any", "thoughts"};
  }
  protocol_of(env, account);
}

void ClaudeProvider::prepare(sdk::Env& env, const aip_account& account, const aip_request& request,
                             aip_prepared& prepared) const {
  switch (request.operation) {
    case AIP_OP_GENERATE:
      sdk::set_target(prepared, "POST", "/v1/messages");
      break;
    case AIP_OP_COUNT_TOKENS:
      sdk::set_target(prepared, "POST", "/v1/messages/count_tokens");
      break;
    case AIP_OP_LIST_MODELS:
      sdk::set_target(prepared, "GET", "/v1/models");
      prepared.query = sdk::bytes("limit=1000");
      break;
    default:
      throw sdk::Fault{AIP_E_UNSUPPORTED, "claude-custom has no such operation"};
  }
  const bool takes_any = option_of(account, "thoughts", kSigned) == kAny;
  if ((request.flags & AIP_REQUEST_UNSIGNED) != 0 && !takes_any) prepared.flags |= AIP_PREPARED_NO_PASS;
  set_headers(env, account, request, request.client_protocol == messages_, prepared);
}

void ClaudeProvider::judge(sdk::Env&, const aip_failure& failure, aip_verdict& verdict) const {
  convert::judge_by_class(failure, verdict);
}

}  // namespace aipool::claude
