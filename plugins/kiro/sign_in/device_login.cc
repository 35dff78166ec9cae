// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include "plugins/kiro/sign_in/iso_time.h"
#include "plugins/kiro/sign_in/phases.h"

namespace aipool::kiro {
namespace {

constexpr std::string_view kBuilderIdStart = "https://view.awsapps.com/start";
constexpr std::string_view kDeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
constexpr std::string_view kScopes[] = {"codewhisperer:completions", "codewhisperer:analysis",
                                        "codewhisperer:conversations"};
constexpr std::int64_t kUsualIntervalSeconds = 5;
constexpr std::int64_t kSlowDownSeconds = 5;
constexpr std::int64_t kUsualCodeSeconds = 600;
constexpr std::int64_t kTokenSeconds = 3600;

std::string device_url(const AuthRun& run, std::string_view path) { return run.oidc_url(run.auth_region({}), path); }

// The body of a step that has to succeed.
json::Value good_reply(AuthRun& run, json::Document& parsed, std::string_view what) {
  const bool answered = run.input.kind == AIP_INPUT_REPLY;
  if (answered) static_cast<void>(parsed.parse(run.data()));
  if (answered && run.input.status >= 400 && run.input.status < 500) {
    const std::string said = parsed.root().find("error").string().substr(0, 80);
    fail_signed_out("The sign-in service refused " + std::string(what) + (said.empty() ? "." : ": " + said + "."));
  }
  if (!answered || run.input.status != 200) fail_for_now(run, "The sign-in service");
  return parsed.root();
}

void take_registration_reply(AuthRun& run) {
  json::Document parsed;
  const json::Value body = good_reply(run, parsed, "to register this program");
  run.notes["client_id"] = body.find("clientId").string();
  run.notes["client_secret"] = body.find("clientSecret").string();
  run.notes["registered_until"] = std::to_string(body.find("clientSecretExpiresAt").int64().value_or(0));
  std::string request;
  json::Writer(request)
      .begin_object()
      .key("clientId")
      .string(run.notes.get("client_id"))
      .key("clientSecret")
      .string(run.notes.get("client_secret"))
      .key("startUrl")
      .string(run.notes.get("start_url"))
      .end_object();
  run.go("device");
  run.post_json(device_url(run, "/device_authorization"), request);
}

void take_device_reply(AuthRun& run) {
  json::Document parsed;
  const json::Value body = good_reply(run, parsed, "to begin a login");
  run.notes["device_code"] = body.find("deviceCode").string();
  run.notes["interval"] =
      std::to_string(std::max<std::int64_t>(body.find("interval").int64().value_or(kUsualIntervalSeconds), 1));
  const std::int64_t seconds = body.find("expiresIn").int64().value_or(kUsualCodeSeconds);
  run.notes["until"] = std::to_string(run.now() + seconds * 1000);
  std::string url = body.find("verificationUriComplete").string();
  if (url.empty()) url = body.find("verificationUri").string();
  run.go("shown");
  run.move.ask(AIP_ASK_NOTHING, "Confirm the code in the browser.", url, body.find("userCode").string());
}

void wait_for_poll(AuthRun& run) {
  const std::int64_t now = run.now();
  if (now >= run.number("until")) fail_signed_out("The code has expired: begin the login again.");
  run.go("waiting");
  run.move.wait_until(now + run.number("interval") * 1000);
}

void send_poll(AuthRun& run) {
  std::string body;
  json::Writer(body)
      .begin_object()
      .key("clientId")
      .string(run.notes.get("client_id"))
      .key("clientSecret")
      .string(run.notes.get("client_secret"))
      .key("deviceCode")
      .string(run.notes.get("device_code"))
      .key("grantType")
      .string(kDeviceGrant)
      .end_object();
  run.go("poll");
  run.post_json(device_url(run, "/token"), body);
}

// Any name would do, for the file with the tokens says it; accounts whose files share a folder keep their own.
std::string registration_name(const AuthRun& run) {
  constexpr char kHex[] = "0123456789abcdef";
  constexpr std::size_t kBytes = 20;
  std::array<std::uint8_t, 32> digest{};
  run.host.hash()->sha256(sdk::bytes(run.notes.get("client_id")), digest.data());
  std::string name;
  for (std::size_t i = 0; i < kBytes; ++i) name.append({kHex[digest[i] >> 4], kHex[digest[i] & 15]});
  return name;
}

void take_login_tokens(AuthRun& run, json::Value body) {
  const std::int64_t seconds = body.find("expiresIn").int64().value_or(kTokenSeconds);
  const std::string name = registration_name(run);
  const std::string region = run.auth_region({});
  const bool builder = run.notes.get("method") == kBuilderId;
  std::string document;
  json::Writer out(document);
  out.begin_object().key("accessToken").string(body.find("accessToken").string());
  out.key("refreshToken").string(body.find("refreshToken").string());
  out.key("expiresAt").string(write_iso_time(run.now() + seconds * 1000));
  out.key("clientIdHash").string(name).key("authMethod").string("IdC");
  out.key("provider").string(builder ? std::string_view("BuilderId") : "Enterprise").key("region").string(region);
  if (!builder) out.key("startUrl").string(run.notes.get("start_url"));
  out.end_object();
  std::string registration;
  json::Writer beside(registration);
  beside.begin_object().key("clientId").string(run.notes.get("client_id"));
  beside.key("clientSecret").string(run.notes.get("client_secret"));
  const std::int64_t until = run.number("registered_until");
  if (until > 0) beside.key("expiresAt").string(write_iso_time(until * 1000));
  beside.end_object();
  store_login(run, document, name + ".json", registration);
}

// A service that cannot be reached for once is asked again.
void take_poll(AuthRun& run) {
  json::Document parsed;
  const bool answered = run.input.kind == AIP_INPUT_REPLY;
  if (answered) static_cast<void>(parsed.parse(run.data()));
  const json::Value body = parsed.root();
  if (answered && run.input.status == 200 && body.find("accessToken").is_string()) return take_login_tokens(run, body);
  const std::string error = body.find("error").string();
  const bool refused = answered && run.input.status >= 400 && run.input.status < 500 && run.input.status != 429;
  if (error == "slow_down") run.notes["interval"] = std::to_string(run.number("interval") + kSlowDownSeconds);
  if (error == "expired_token") fail_signed_out("The code has expired: begin the login again.");
  if (error == "access_denied") fail_signed_out("The sign-in was refused in the browser.");
  if (refused && error != "slow_down" && error != "authorization_pending") {
    fail_signed_out("The sign-in service ended the login: " + error.substr(0, 80) + ".");
  }
  wait_for_poll(run);
}

}  // namespace

void begin_device_login(AuthRun& run, std::string_view method) {
  std::string_view start = run.options().text("start_url");
  if (method == kIdentityCenter && start.empty()) {
    throw sdk::Fault{AIP_E_INVALID_REQUEST,
                     "identity-center needs the account's option `start_url`, the organisation's"};
  }
  if (method == kBuilderId || start.empty()) start = kBuilderIdStart;
  run.notes["method"] = method;
  run.notes["start_url"] = start;
  std::string body;
  json::Writer out(body);
  out.begin_object().key("clientName").string("aipool").key("clientType").string("public").key("scopes").begin_array();
  for (const std::string_view scope : kScopes) out.string(scope);
  out.end_array().key("grantTypes").begin_array().string(kDeviceGrant).string("refresh_token").end_array();
  out.key("issuerUrl").string(start).end_object();
  run.go("register");
  run.post_json(device_url(run, "/client/register"), body);
}

bool take_device_input(AuthRun& run) {
  const aip_enum kind = run.input.kind;
  const bool answered = kind == AIP_INPUT_REPLY || kind == AIP_INPUT_FAIL;
  if (run.phase() == "register" && answered) {
    take_registration_reply(run);
  } else if (run.phase() == "device" && answered) {
    take_device_reply(run);
  } else if (run.phase() == "shown" && kind == AIP_INPUT_USER) {
    wait_for_poll(run);
  } else if (run.phase() == "waiting" && kind == AIP_INPUT_TIMER) {
    send_poll(run);
  } else if (run.phase() == "poll" && answered) {
    take_poll(run);
  } else {
    return false;
  }
  return true;
}

}  // namespace aipool::kiro
