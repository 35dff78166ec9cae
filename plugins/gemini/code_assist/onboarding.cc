// SPDX-License-Identifier: MIT
#include "plugins/gemini/code_assist/onboarding.h"

#include <algorithm>

#include "aipool/json.hpp"
#include "plugins/gemini/code_assist/options.h"
#include "plugins/gemini/code_assist/refresh.h"
#include "plugins/gemini/code_assist/tiers.h"

namespace aipool::gemini::code_assist {
namespace {

constexpr std::string_view kOnboarding = "onboarding with Code Assist";

// The operator's, or that of a document of CLIProxyAPI.
std::string wanted_project(const AuthRun& run) {
  const std::string_view configured = project_of(run.account);
  return std::string(configured.empty() ? run.notes.get("document_project") : configured);
}

void be_ready(AuthRun& run) {
  sdk::AuthFields credential = {{"access_token", std::string(run.notes.get("access_token"))}};
  if (const std::string_view project = run.notes.get("project"); !project.empty()) {
    credential.emplace_back("project", project);
  }
  const std::int64_t expires = run.number("expires");
  run.notes = learned(run.notes);
  run.move.ready(credential, expires);
}

void know(AuthRun& run, std::string_view project, std::string_view tier) {
  run.notes["project"] = project;
  run.notes["tier"] = tier;
  run.notes["wanted_project"] = wanted_project(run);
  run.notes["owner"] = run.notes.get("document_owner");
  run.set("onboarded");
  be_ready(run);
}

// The operator's project is named twice, here for billing.
void write_metadata(json::Writer& out, std::string_view project) {
  out.key("metadata").begin_object().key("ideType").string("IDE_UNSPECIFIED");
  out.key("platform").string("PLATFORM_UNSPECIFIED").key("pluginType").string("GEMINI");
  if (!project.empty()) out.key("duetProject").string(project);
  out.end_object();
}

void call(AuthRun& run, std::string_view phase, std::string_view method, const std::string& url,
          const std::string& body) {
  run.go(phase);
  sdk::AuthFields headers = {{"authorization", "Bearer " + std::string(run.notes.get("access_token"))},
                             {"accept", "application/json"},
                             {"user-agent", std::string(user_agent_of(run.account))},
                             {"x-goog-api-client", std::string(api_client_of(run.account))}};
  if (!body.empty()) headers.emplace_back("content-type", "application/json");
  run.move.send(method, url, headers, body);
}

void load(AuthRun& run) {
  const std::string project = wanted_project(run);
  std::string body;
  json::Writer out(body);
  out.begin_object();
  if (!project.empty()) out.key("cloudaicompanionProject").string(project);
  write_metadata(out, project);
  out.end_object();
  call(run, "loading", "POST", api_url(run.account) + ":loadCodeAssist", body);
}

void sign_up(AuthRun& run, const Tier& tier) {
  const std::string project = wanted_project(run);
  if (tier.needs_project && project.empty()) throw needs_project();
  // A free tier brings a project of its own, and refuses any other.
  const std::string_view named = tier.id == kFreeTier ? std::string_view() : std::string_view(project);
  std::string body;
  json::Writer out(body);
  out.begin_object().key("tierId").string(tier.id);
  if (!named.empty()) out.key("cloudaicompanionProject").string(named);
  write_metadata(out, named);
  out.end_object();
  run.notes["tier"] = tier.id;
  run.notes["give_up_at"] = std::to_string(run.now() + onboarding_patience_ms(run.account));
  call(run, "signing_up", "POST", api_url(run.account) + ":onboardUser", body);
}

// True: the answer is a refusal that has been seen to.
bool see_to_refusal(AuthRun& run) {
  run.expect_reply(kOnboarding);
  if (run.input.status >= 200 && run.input.status < 300) return false;
  if (run.input.status == 401 && !run.is("refreshed")) {
    const std::string refused(run.notes.get("access_token"));
    begin_refresh(run, refused);
    return true;
  }
  throw fault_of_reply(run, kOnboarding);
}

void on_loaded(AuthRun& run) {
  // A perimeter of VPC Service Controls hides the answer, but lets requests of its own projects through.
  const bool hidden = run.input.kind == AIP_INPUT_REPLY && run.input.status >= 400 &&
                      read_upstream_error(run.data(), run.now()).reason == "SECURITY_POLICY_VIOLATED";
  const std::string wanted = wanted_project(run);
  if (hidden && wanted.empty()) throw needs_project();
  if (hidden) return know(run, wanted, kStandardTier);
  if (see_to_refusal(run)) return;
  json::Document document;
  if (document.parse(run.data()) != json::Error::kNone || !document.root().is_object()) {
    throw sdk::Fault{AIP_E_UPSTREAM_PROTOCOL, "Google's answer to loadCodeAssist makes no sense"};
  }
  const Standing standing = read_standing(document.root());
  if (standing.must_validate()) throw not_eligible(standing);
  if (standing.tier.empty()) return sign_up(run, standing.offered);
  const std::string& project = standing.project.empty() ? wanted : standing.project;
  if (project.empty()) throw standing.ineligible.empty() ? needs_project() : not_eligible(standing);
  know(run, project, standing.tier);
}

// The operation's name becomes part of an address.
bool is_operation(std::string_view name) {
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '-' ||
           c == '_' || c == '.';
  });
  return plain && !name.empty() && name.find("..") == std::string_view::npos && name.front() != '/';
}

void on_operation(AuthRun& run) {
  if (see_to_refusal(run)) return;
  json::Document document;
  // What is no JSON leaves the root absent.
  static_cast<void>(document.parse(run.data()));
  const json::Value root = document.root();
  if (const json::Value error = root.find("error"); error.is_object()) {
    // google.rpc.Code: DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, INTERNAL and UNAVAILABLE are over in a while.
    const std::int64_t code = error.find("code").int64().value_or(0);
    const bool for_now = code == 4 || code == 8 || code == 13 || code == 14;
    const std::string said = error.find("message").string().substr(0, 200);
    if (for_now) throw sdk::Fault{AIP_E_OVERLOADED, "Code Assist could not take this account yet: " + said};
    throw sdk::Fault{AIP_E_PERMISSION, "Code Assist does not take this account: " + said};
  }
  if (root.find("done").boolean().value_or(false)) {
    const std::string made = root.find("response").find("cloudaicompanionProject").find("id").string();
    const std::string project = made.empty() ? wanted_project(run) : made;
    if (project.empty()) throw needs_project();
    const std::string tier(run.notes.get("tier"));
    return know(run, project, tier);
  }
  if (const std::string name = root.find("name").string(); !name.empty()) run.notes["operation"] = name;
  if (!is_operation(run.notes.get("operation"))) {
    throw sdk::Fault{AIP_E_UPSTREAM_PROTOCOL, "Google's answer to onboardUser names no operation"};
  }
  if (run.now() >= run.number("give_up_at")) {
    throw sdk::Fault{AIP_E_TIMEOUT, "onboarding with Code Assist takes too long"};
  }
  run.go("waiting");
  run.move.wait_until(run.now() + poll_interval_ms(run.account));
}

}  // namespace

oauth::Notes learned(const oauth::Notes& notes) {
  oauth::Notes kept({});
  for (const std::string_view name : {"project", "tier", "wanted_project", "owner", "onboarded"}) {
    kept[name] = notes.get(name);
  }
  return kept;
}

void begin_onboarding(AuthRun& run) {
  const std::string wanted = wanted_project(run);
  const bool same_owner = run.notes.get("owner") == run.notes.get("document_owner");
  if (run.is("onboarded") && same_owner && run.notes.get("wanted_project") == wanted) return be_ready(run);
  if (is_project_number(wanted)) {
    throw sdk::Fault{AIP_E_PERMISSION, "the account's project is a number: give the project's id as project_id"};
  }
  load(run);
}

bool on_onboarding(AuthRun& run) {
  const std::string_view phase = run.phase();
  if (phase == "loading") {
    on_loaded(run);
  } else if (phase == "signing_up" || phase == "polling") {
    on_operation(run);
  } else if (phase == "waiting") {
    call(run, "polling", "GET", api_url(run.account) + "/" + std::string(run.notes.get("operation")), {});
  } else {
    return false;
  }
  return true;
}

}  // namespace aipool::gemini::code_assist
