// SPDX-License-Identifier: MIT
#include "plugins/gemini/code_assist/provider.h"

#include <array>
#include <string>

#include "plugins/gemini/code_assist/judge.h"
#include "plugins/gemini/code_assist/options.h"
#include "plugins/gemini/code_assist/quota.h"
#include "plugins/gemini/dialect.h"
#include "plugins/gemini/encode_request.h"
#include "plugins/gemini/gemini_protocol.h"
#include "plugins/gemini/model_path.h"

namespace aipool::gemini::code_assist {
namespace {

constexpr aip_field kDialect[] = {sdk::field(kSystemRole, "user")};
constexpr aip_bytes kSpoken[] = {sdk::bytes(kProtocol)};

// A count has another envelope: the model is inside of it, and there is no project.
void put_around_count(sdk::Env& env, const aip_account& account, std::string_view model, aip_prepared& prepared) {
  prepared.prefix = sdk::bytes(R"({"request":)");
  const auto dialect = env.array<aip_field>(2);
  dialect[0] = kDialect[0];
  dialect[1] = sdk::field(kBareCount, env.join(kNamePrefix, backend_model(account, model)));
  prepared.dialect = sdk::fields(dialect);
}

// The one that the sign-in found, else the operator's.
std::string project_in_use(const aip_account& account) {
  const std::string_view known = sdk::find(account.credential, "project").value_or("");
  return std::string(known.empty() ? project_of(account) : known);
}

std::string envelope(const sdk::Env& env, const aip_account& account, std::string_view model) {
  std::string text;
  json::Writer out(text);
  out.begin_object().key("model").string(backend_model(account, model));
  const std::string project = project_in_use(account);
  if (!project.empty()) out.key("project").string(project);
  if (!env.call_id().empty()) out.key("user_prompt_id").string(env.call_id());
  out.key("request");
  return text;
}

std::string_view action_of(aip_enum operation, bool stream) {
  switch (operation) {
    case AIP_OP_GENERATE:
      return stream ? ":streamGenerateContent" : ":generateContent";
    case AIP_OP_COUNT_TOKENS:
      return ":countTokens";
    case AIP_OP_PROBE:
      return ":retrieveUserQuota";
    default:
      throw sdk::Fault{AIP_E_UNSUPPORTED, "gemini-oauth has no such operation"};
  }
}

void add_headers(sdk::Env& env, const aip_account& account, bool stream, aip_prepared& prepared) {
  const auto headers = env.array<aip_field>(5);
  std::size_t count = 0;
  if (const auto token = sdk::find(account.credential, "access_token"); token && !token->empty()) {
    headers[count++] = sdk::field("authorization", env.join("Bearer ", *token), AIP_FIELD_SECRET);
  }
  headers[count++] = sdk::field("accept", stream ? "text/event-stream" : "application/json");
  headers[count++] = sdk::field("content-type", "application/json");
  headers[count++] = sdk::field("user-agent", user_agent_of(account));
  headers[count++] = sdk::field("x-goog-api-client", api_client_of(account));
  prepared.headers = sdk::fields(headers.first(count));
}

}  // namespace

std::string_view CodeAssistProvider::id() const { return kProviderId; }

std::string_view CodeAssistProvider::default_base_url() const { return kBaseUrl; }

std::string_view CodeAssistProvider::auth() const { return kAuthId; }

std::span<const aip_bytes> CodeAssistProvider::protocols() const { return kSpoken; }

std::span<const aip_option> CodeAssistProvider::account_options() const { return option_table(); }

aip_enum CodeAssistProvider::support(const aip_account&, aip_enum operation) const {
  switch (operation) {
    case AIP_OP_GENERATE:
    case AIP_OP_COUNT_TOKENS:
      return AIP_SUPPORT_PROTOCOL;
    case AIP_OP_LIST_MODELS:
    case AIP_OP_PROBE:
      return AIP_SUPPORT_OWN;
    default:
      return AIP_SUPPORT_NONE;
  }
}

void CodeAssistProvider::check_account(sdk::Env& env, const aip_account& account) const {
  check_options(account);
  protocol_of(env, account);
}

void CodeAssistProvider::prepare(sdk::Env& env, const aip_account& account, const aip_request& request,
                                 aip_prepared& prepared) const {
  if (request.operation == AIP_OP_LIST_MODELS) return;  // nobody is asked
  const bool stream = request.operation == AIP_OP_GENERATE && (request.flags & AIP_REQUEST_STREAM) != 0;
  sdk::set_target(prepared, "POST", env.join(api_path(account), action_of(request.operation, stream)));
  const std::string_view model = without_folder(upstream_model(request));
  if (stream) prepared.query = sdk::bytes("alt=sse");
  if (request.operation == AIP_OP_PROBE) {
    prepared.prefix = sdk::bytes(env.copy(std::string_view(quota_request(project_in_use(account)))));
  } else if (request.operation == AIP_OP_COUNT_TOKENS) {
    put_around_count(env, account, model, prepared);
  } else {
    prepared.prefix = sdk::bytes(env.copy(std::string_view(envelope(env, account, model))));
    prepared.dialect = sdk::fields(kDialect);
  }
  prepared.suffix = sdk::bytes("}");
  add_headers(env, account, stream, prepared);
}

// Errors and counts have no envelope.
std::string_view CodeAssistProvider::unwrap(sdk::Env&, std::string_view data) const {
  constexpr std::size_t kUsualNodes = 96;
  std::array<json::Node, kUsualNodes> room AIPOOL_UNINITIALIZED;
  json::Document document(room);
  if (document.parse(data) != json::Error::kNone) return data;
  const json::Value response = document.root().find("response");
  return response.is_object() ? response.raw() : data;
}

void CodeAssistProvider::judge(sdk::Env& env, const aip_failure& failure, aip_verdict& verdict) const {
  judge_failure(host_, env, failure, verdict);
}

void CodeAssistProvider::decode_own(sdk::Env& env, const aip_account& account, const aip_request& request,
                                    const aip_reply& reply, sdk::Out& out) const {
  const Step step{env, out, 0};
  if (request.operation == AIP_OP_PROBE) {
    return read_quota(step, backend_model(account, without_folder(upstream_model(request))), sdk::view(reply.body));
  }
  for (const std::string& model : model_list_of(account)) {
    step.emit(sdk::events::model(env.copy(std::string_view(model)), "google", 0));
  }
  step.emit(sdk::events::end());
}

}  // namespace aipool::gemini::code_assist
