// SPDX-License-Identifier: MIT
#include <algorithm>

#include "plugins/qwen/sign_in_step.h"

namespace aipool::qwen {
namespace {

constexpr std::string_view kScope = "openid profile email model.completion";
constexpr std::string_view kGrant = "urn:ietf:params:oauth:grant-type:device_code";
constexpr std::int64_t kInterval = 2'000;
constexpr std::int64_t kIntervalMax = 10'000;
constexpr std::int64_t kPatienceMax = 900'000;

void slow_down(SignInStep& step) {
  step.notes["interval"] = std::to_string(std::min(step.number("interval") * 3 / 2, kIntervalMax));
}

}  // namespace

void begin_login(SignInStep& step) {
  step.notes = oauth::Notes("");
  step.notes["verifier"] = oauth::random_token(step.host);
  step.go("asking");
  step.post("device/code", oauth::form({{"client_id", step.client_id()},
                                        {"scope", kScope},
                                        {"code_challenge", oauth::pkce_challenge(step.host, step.notes["verifier"])},
                                        {"code_challenge_method", "S256"}}));
}

void on_device_code(SignInStep& step) {
  if (step.input.kind != AIP_INPUT_REPLY || step.input.status != 200)
    throw fault_of_status(step, "asking for a device code");
  json::Document document;
  // What is no JSON leaves the root absent.
  static_cast<void>(document.parse(step.data()));
  const json::Value root = document.root();
  step.notes["device_code"] = root.find("device_code").string();
  const std::string whole = root.find("verification_uri_complete").string();
  const std::string url = whole.empty() ? root.find("verification_uri").string() : whole;
  if (step.notes.get("device_code").empty() || url.empty()) {
    throw sdk::Fault{AIP_E_UPSTREAM_PROTOCOL, "the answer has no device code"};
  }
  const std::int64_t seconds = root.find("expires_in").int64().value_or(300);
  step.notes["until"] = std::to_string(step.now() + std::clamp<std::int64_t>(seconds, 1, kPatienceMax / 1000) * 1000);
  step.notes["interval"] = std::to_string(kInterval);
  step.move.ask(AIP_ASK_NOTHING, "Open this page in a browser, sign in to Qwen and confirm the code.", url,
                root.find("user_code").string());
}

void wait_for_poll(SignInStep& step) {
  const std::int64_t next = step.now() + step.number("interval");
  if (next >= step.number("until")) throw sdk::Fault{AIP_E_AUTH, "the code has expired: start the login again"};
  step.move.wait_until(next);
}

void poll(SignInStep& step) {
  step.go("polling");
  step.post("token", oauth::form({{"grant_type", kGrant},
                                  {"client_id", step.client_id()},
                                  {"device_code", step.notes.get("device_code")},
                                  {"code_verifier", step.notes.get("verifier")}}));
}

void on_polled(SignInStep& step) {
  const std::int32_t status = step.input.kind == AIP_INPUT_REPLY ? step.input.status : 0;
  const std::string error = step.error();
  if (status == 200 && read_answer(step.data(), step.now())) {
    step.notes["answer"] = step.data();
    step.notes["answered_at"] = std::to_string(step.now());
    return step.lock("storing");
  }
  if (error == "slow_down") {
    slow_down(step);
    return wait_for_poll(step);
  }
  if (error == "authorization_pending" || status == 0 || status >= 500) return wait_for_poll(step);
  if (error == "access_denied") throw sdk::Fault{AIP_E_AUTH, "the login was denied"};
  if (error == "expired_token" || status == 401) {
    throw sdk::Fault{AIP_E_AUTH, "the code has expired or is not valid: start the login again"};
  }
  if (status == 400) throw sdk::Fault{AIP_E_AUTH, "Qwen refuses the login: " + error};
  throw fault_of_status(step, "waiting for the login");
}

}  // namespace aipool::qwen
