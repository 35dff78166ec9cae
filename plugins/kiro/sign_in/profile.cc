// SPDX-License-Identifier: MIT
#include "plugins/kiro/sign_in/phases.h"

namespace aipool::kiro {
namespace {

constexpr std::string_view kListProfiles = "AmazonCodeWhispererService.ListProfiles";
constexpr std::size_t kRegionField = 3;  // of an ARN

std::string_view region_of(std::string_view arn) {
  for (std::size_t i = 0; i < kRegionField; ++i) {
    const std::size_t colon = arn.find(':');
    if (colon == std::string_view::npos) return {};
    arn.remove_prefix(colon + 1);
  }
  return arn.substr(0, arn.find(':'));
}

// Who signed in, as far as a document tells: no two have the same refresh token.
std::string owner_of(const AuthRun& run, const Credential& credential) {
  constexpr std::size_t kEnough = 16;
  return oauth::pkce_challenge(run.host, credential.refresh_token).substr(0, kEnough);
}

// What was looked up for this identity, and for no other whose document stood there before.
std::string_view learned_for(const AuthRun& run, const Credential& credential) {
  return run.notes.get("owner") == owner_of(run, credential) ? run.notes.get("profile_arn") : std::string_view();
}

std::string profile_for(const AuthRun& run, const Credential& credential) {
  const std::string_view chosen = run.options().text("profile_arn");
  if (!chosen.empty()) return std::string(chosen);
  return credential.profile_arn.empty() ? std::string(learned_for(run, credential)) : credential.profile_arn;
}

// The region of the service is not that of the sign-in.
std::string api_region(const AuthRun& run, const Credential& credential, std::string_view profile) {
  for (const std::string_view each :
       {run.options().text("region"), region_of(profile), std::string_view(credential.api_region)}) {
    if (is_region(each)) return std::string(each);
  }
  return std::string(kDefaultRegion);
}

// Only what was looked up outlives the run.
void finish(AuthRun& run, const Credential& credential) {
  const std::string learned(learned_for(run, credential));
  run.notes = oauth::Notes({});
  if (!learned.empty()) run.notes["profile_arn"] = learned;
  if (!learned.empty()) run.notes["owner"] = owner_of(run, credential);
  if (credential.kind == SignIn::kApiKey) return run.move.ready({{"api_key", credential.access_token}}, 0);
  const std::string profile = profile_for(run, credential);
  const std::string region = api_region(run, credential, profile);
  sdk::AuthFields fields = {{"access_token", credential.access_token},
                            {"region", region},
                            {"base_url", "https://q." + region + ".amazonaws.com"}};
  if (!profile.empty()) fields.emplace_back("profile_arn", profile);
  if (credential.kind == SignIn::kExternal) fields.emplace_back("token_type", "EXTERNAL_IDP");
  run.move.ready(fields, credential.expires_unix_ms);
}

void look_up(AuthRun& run, const Credential& credential) {
  run.go("profile");
  run.move.send("POST", run.profile_url(),
                {{"content-type", "application/x-amz-json-1.0"},
                 {"x-amz-target", std::string(kListProfiles)},
                 {"authorization", "Bearer " + credential.access_token}},
                "{}");
}

}  // namespace

// The same identity with another refresh token.
void keep_owner(AuthRun& run, std::string_view before, std::string_view after) {
  const auto was = read_credential(before);
  const auto is = read_credential(after);
  if (was && is && run.notes.get("owner") == owner_of(run, *was)) run.notes["owner"] = owner_of(run, *is);
}

void use_document(AuthRun& run, std::string_view document) {
  const auto credential = read_credential(document);
  if (!credential) throw sdk::Fault{AIP_E_INTERNAL, "The credential file is not the JSON of a credential."};
  const bool known = credential->kind == SignIn::kApiKey || !profile_for(run, *credential).empty();
  if (known) return finish(run, *credential);
  run.notes["document"] = document;
  look_up(run, *credential);
}

// Without a profile the service says itself what is missing, and the next refresh asks again.
bool take_profile_input(AuthRun& run) {
  if (run.phase() != "profile") return false;
  if (run.input.kind != AIP_INPUT_REPLY && run.input.kind != AIP_INPUT_FAIL) return false;
  json::Document document;
  if (run.input.kind == AIP_INPUT_REPLY && run.input.status == 200) static_cast<void>(document.parse(run.data()));
  const auto credential = read_credential(run.notes.get("document"));
  if (!credential) throw sdk::Fault{AIP_E_INTERNAL, "The credential is lost within its run."};
  std::string first;
  for (const json::Value profile : document.root().find("profiles").elements()) {
    if (first.empty()) first = profile.find("arn").string();
  }
  run.notes["profile_arn"] = first;
  run.notes["owner"] = owner_of(run, *credential);
  finish(run, *credential);
  return true;
}

}  // namespace aipool::kiro
