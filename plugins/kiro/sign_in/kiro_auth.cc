// SPDX-License-Identifier: MIT
#include "plugins/kiro/sign_in/kiro_auth.h"

#include "plugins/kiro/sign_in/phases.h"

namespace aipool::kiro {
namespace {

constexpr aip_bytes kMethods[] = {sdk::bytes(kGoogle), sdk::bytes(kGithub), sdk::bytes(kBuilderId),
                                  sdk::bytes(kIdentityCenter)};

// A run starts with what an earlier one has learned, and nothing else.
oauth::Notes learned(const oauth::Notes& before) {
  oauth::Notes notes({});
  for (const std::string_view name : {"profile_arn", "owner"}) {
    if (!before.get(name).empty()) notes[name] = before.get(name);
  }
  return notes;
}

void begin_login(AuthRun& run) {
  run.notes = oauth::Notes({});
  const std::string_view method = run.data().empty() ? kGoogle : run.data();
  if (method == kGoogle || method == kGithub) return begin_social_login(run, method);
  if (method == kBuilderId || method == kIdentityCenter) return begin_device_login(run, method);
  throw sdk::Fault{AIP_E_INVALID_REQUEST, "kiro-oauth signs in by google, github, builder-id or identity-center"};
}

bool take_stored(AuthRun& run) {
  if (run.phase() == "stored" && run.input.kind == AIP_INPUT_LOCKED && !run.notes.get("registration").empty()) {
    run.go("registered");
    run.move.write(run.notes.get("registration_name"), run.notes.get("registration"));
    return true;
  }
  const bool next = (run.phase() == "stored" && run.input.kind == AIP_INPUT_LOCKED) ||
                    (run.phase() == "registered" && run.input.kind == AIP_INPUT_WRITTEN);
  if (run.phase() == "registered" && run.input.kind == AIP_INPUT_FAIL) {
    throw sdk::Fault{AIP_E_INTERNAL, "The file of the client registration could not be written."};
  }
  if (!next) return false;
  run.go("written");
  run.move.write({}, run.notes.get("document"));
  return true;
}

void take_input(AuthRun& run) {
  switch (run.input.kind) {
    case AIP_INPUT_START:
    case AIP_INPUT_REFRESH:
      run.notes = learned(run.notes);
      return begin_refresh(run, run.input.kind == AIP_INPUT_REFRESH);
    case AIP_INPUT_LOGIN:
      return begin_login(run);
    default:
      break;
  }
  const bool taken = take_refresh_input(run) || take_profile_input(run) || take_social_input(run) ||
                     take_device_input(run) || take_stored(run);
  if (!taken) throw sdk::Fault{AIP_E_INTERNAL, "The machine `kiro` got an input that it did not ask for."};
}

}  // namespace

void store_login(AuthRun& run, std::string_view document, std::string_view registration_name,
                 std::string_view registration) {
  run.notes["document"] = document;
  run.notes["registration_name"] = registration_name;
  run.notes["registration"] = registration;
  run.go("stored");
  run.move.lock();
}

std::span<const aip_bytes> KiroAuth::methods() const { return kMethods; }

void KiroAuth::step(sdk::Env& env, const aip_account& account, std::string_view state, const aip_input& input,
                    sdk::AuthMove& move) const {
  AuthRun run{{host_, env, account, input, move, oauth::Notes(state)}};
  take_input(run);
  move.remember(run.notes.text());
}

}  // namespace aipool::kiro
