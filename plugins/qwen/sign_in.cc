// SPDX-License-Identifier: MIT
#include "plugins/qwen/sign_in.h"

#include "plugins/qwen/sign_in_step.h"

namespace aipool::qwen {
namespace {

constexpr aip_bytes kMethods[] = {sdk::bytes("device")};
constexpr std::string_view kLockFile = "oauth_creds.lock";  // Qwen Code's

void dispatch(SignInStep& step) {
  const std::string_view phase = step.phase();
  switch (step.input.kind) {
    case AIP_INPUT_START:
      return begin_with_document(step);
    case AIP_INPUT_REFRESH:
      return begin_refresh(step);
    case AIP_INPUT_LOGIN:
      return begin_login(step);
    case AIP_INPUT_LOCKED:
      return step.move.read();
    case AIP_INPUT_DOCUMENT:
      return on_document(step);
    case AIP_INPUT_WRITTEN:
      return on_written(step);
    case AIP_INPUT_USER:
      return wait_for_poll(step);
    case AIP_INPUT_TIMER:
      return poll(step);
    case AIP_INPUT_REPLY:
    case AIP_INPUT_FAIL:
      if (phase == "writing") return on_written(step);
      if (phase == "refreshing") return on_refreshed(step);
      return phase == "polling" ? on_polled(step) : on_device_code(step);
    default:
      throw sdk::Fault{AIP_E_INTERNAL, "an input that the sign-in did not ask for"};
  }
}

}  // namespace

std::span<const aip_bytes> QwenAuth::methods() const { return kMethods; }

void QwenAuth::step(sdk::Env& env, const aip_account& account, std::string_view state, const aip_input& input,
                    sdk::AuthMove& move) const {
  SignInStep step{{host_, env, account, input, move, oauth::Notes(state)}};
  dispatch(step);
  move.remember(step.notes.text());
}

std::string SignInStep::error() const {
  json::Document document;
  if (document.parse(data()) != json::Error::kNone) return {};
  return document.root().find("error").string();
}

void SignInStep::post(std::string_view path, std::string_view form) {
  const std::string_view said = sdk::view(account.auth_base_url);
  const std::string url = std::string(said.empty() ? kDefaultAuthUrl : said).append("/api/v1/oauth2/").append(path);
  move.send("POST", url,
            {{"content-type", "application/x-www-form-urlencoded"},
             {"accept", "application/json"},
             {"x-request-id", host.uuid()}},
            form);
}

void SignInStep::lock(std::string_view next) {
  go(next);
  move.lock(kLockFile);
}

void SignInStep::ready(const Tokens& tokens) {
  notes = oauth::Notes("");
  move.ready({{"access_token", tokens.access_token}}, tokens.expiry_date,
             {{"base_url", base_url_of(tokens.resource_url)}});
}

sdk::Fault fault_of_status(const SignInStep& step, std::string_view what) {
  if (step.input.kind != AIP_INPUT_REPLY) {
    return {step.class_of_silence(), std::string(what).append(": Qwen could not be reached")};
  }
  sdk::Fault fault{AIP_E_UPSTREAM_PROTOCOL,
                   std::string(what).append(": Qwen answered ").append(std::to_string(step.input.status))};
  if (step.input.status == 429) fault.error_class = AIP_E_RATE_LIMITED;
  if (step.input.status == 408 || step.input.status >= 500) fault.error_class = AIP_E_OVERLOADED;
  return fault;
}

}  // namespace aipool::qwen
