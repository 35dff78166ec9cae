// SPDX-License-Identifier: MIT
#include "plugins/kiro/provider.h"

#include "aipool/oauth/form.hpp"
#include "plugins/kiro/account_options.h"
#include "plugins/kiro/kiro_protocol.h"
#include "plugins/kiro/own_answers.h"

namespace aipool::kiro {
namespace {

constexpr aip_bytes kProtocols[] = {sdk::bytes(kProtocol)};
constexpr std::string_view kBodyStart = "{";

std::string_view credential_of(const aip_account& account, std::string_view name) {
  return sdk::find(account.credential, name).value_or("");
}

std::string_view profile_of(const aip_account& account) {
  const std::string_view chosen = AccountOptions(account.options).text("profile_arn");
  return chosen.empty() ? credential_of(account, "profile_arn") : chosen;
}

// The profile is part of the credential: it goes in front of the encoded body, in place of its first brace.
void put_profile(sdk::Env& env, std::string_view profile, aip_prepared& prepared) {
  if (profile.empty()) return;
  std::string front;
  json::Writer(front).begin_object().key("profileArn").string(profile);
  prepared.prefix = sdk::bytes(env.copy(std::string_view(front + ",")));
  const auto splices = env.array<aip_splice>(1);
  splices[0] = {0, kBodyStart.size(), {}};
  prepared.splices = splices.data();
  prepared.splice_count = splices.size();
}

void set_query(sdk::Env& env, const aip_account& account, std::string text, aip_prepared& prepared) {
  text.append("&origin=").append(oauth::percent_encode(AccountOptions(account.options).text("origin")));
  const std::string_view profile = profile_of(account);
  if (!profile.empty()) text.append("&profileArn=").append(oauth::percent_encode(profile));
  prepared.query = sdk::bytes(env.copy(std::string_view(text)));
}

}  // namespace

KiroProvider::KiroProvider(sdk::Host host) : host_(host), origin_(host.intern(kProtocol)) {}

std::span<const aip_bytes> KiroProvider::protocols() const { return kProtocols; }

std::span<const aip_option> KiroProvider::account_options() const { return kiro::account_options(); }

aip_enum KiroProvider::support(const aip_account&, aip_enum operation) const {
  switch (operation) {
    case AIP_OP_GENERATE:
      return AIP_SUPPORT_PROTOCOL;
    case AIP_OP_LIST_MODELS:
    case AIP_OP_PROBE:
      return AIP_SUPPORT_OWN;
    default:
      return AIP_SUPPORT_NONE;
  }
}

void KiroProvider::check_account(sdk::Env& env, const aip_account& account) const {
  check_options(account);
  protocol_of(env, account);
}

void KiroProvider::prepare(sdk::Env& env, const aip_account& account, const aip_request& request,
                           aip_prepared& prepared) const {
  switch (request.operation) {
    case AIP_OP_GENERATE:
      sdk::set_target(prepared, "POST", AccountOptions(account.options).text("path"));
      put_profile(env, profile_of(account), prepared);
      break;
    case AIP_OP_LIST_MODELS:
      sdk::set_target(prepared, "GET", "/ListAvailableModels");
      set_query(env, account, "maxResults=50", prepared);
      break;
    case AIP_OP_PROBE:
      sdk::set_target(prepared, "GET", "/getUsageLimits");
      set_query(env, account, "resourceType=AGENTIC_REQUEST", prepared);
      break;
    default:
      throw sdk::Fault{AIP_E_UNSUPPORTED, "kiro-oauth has no such operation"};
  }
  prepared.dialect = account.options;  // what the upstream half has to know of the account
  set_headers(env, account, prepared);
}

// As itself, and no other program: what the service demands beside this the operator sets by the account's `headers`.
void KiroProvider::set_headers(sdk::Env& env, const aip_account& account, aip_prepared& prepared) const {
  const AccountOptions options(account.options);
  const auto headers = env.array<aip_field>(9);
  std::size_t count = 0;
  const auto add = [&](std::string_view name, std::string_view value, std::uint32_t flags = 0) {
    headers[count++] = sdk::field(name, value, flags);
  };
  const std::string_view key = credential_of(account, "api_key");
  const std::string_view token = key.empty() ? credential_of(account, "access_token") : key;
  if (!token.empty()) add("authorization", env.join("Bearer ", token), AIP_FIELD_SECRET);
  const std::string_view type = key.empty() ? credential_of(account, "token_type") : "API_KEY";
  if (!type.empty()) add("tokentype", type);
  if (const std::string_view target = options.text("target"); !target.empty()) add("x-amz-target", target);
  if (options.flag("optout")) add("x-amzn-codewhisperer-optout", "true");
  if (const std::string_view machine = options.text("machine_id"); !machine.empty()) {
    add("x-amz-user-agent", env.join("aipool-", machine));
  }
  add("amz-sdk-invocation-id", env.copy(std::string_view(host_.uuid())));
  const bool generates = sdk::view(prepared.method) == "POST";
  add("accept", generates ? "application/vnd.amazon.eventstream" : "application/json");
  if (generates) add("content-type", options.text("content_type"));
  prepared.headers = sdk::fields(headers.first(count));
}

void KiroProvider::decode_own(sdk::Env& env, const aip_account& account, const aip_request& request,
                              const aip_reply& reply, sdk::Out& out) const {
  const convert::Step step{env, out, origin_};
  json::Document document;
  if (document.parse(sdk::view(reply.body)) != json::Error::kNone || !document.root().is_object()) {
    throw sdk::upstream_fault("The upstream's answer is not a JSON object.");
  }
  if (request.operation == AIP_OP_PROBE) return read_limits(step, document.root());
  read_models(step, AccountOptions(account.options), document.root());
}

}  // namespace aipool::kiro
