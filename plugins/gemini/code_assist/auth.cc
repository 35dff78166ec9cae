// SPDX-License-Identifier: MIT
#include "plugins/gemini/code_assist/auth.h"

#include "plugins/gemini/code_assist/login.h"
#include "plugins/gemini/code_assist/onboarding.h"
#include "plugins/gemini/code_assist/options.h"
#include "plugins/gemini/code_assist/refresh.h"

namespace aipool::gemini::code_assist {
namespace {

constexpr aip_bytes kMethods[] = {sdk::bytes(kBrowser), sdk::bytes(kPaste)};

void take_input(AuthRun& run) {
  switch (run.input.kind) {
    case AIP_INPUT_START:
      run.notes = learned(run.notes);
      return begin_with_document(run);
    case AIP_INPUT_REFRESH:
      run.notes = learned(run.notes);
      return begin_refresh(run, sdk::find(run.account.credential, "access_token").value_or(""));
    case AIP_INPUT_LOGIN:
      run.notes = oauth::Notes({});
      return begin_login(run);
    default:
      if (on_refresh(run) || on_onboarding(run) || on_login(run)) return;
      throw sdk::Fault{AIP_E_INTERNAL, "google-code-assist got an input that it did not ask for"};
  }
}

}  // namespace

std::string_view CodeAssistAuth::id() const { return kAuthId; }

std::span<const aip_bytes> CodeAssistAuth::methods() const { return kMethods; }

void CodeAssistAuth::step(sdk::Env& env, const aip_account& account, std::string_view state, const aip_input& input,
                          sdk::AuthMove& move) const {
  AuthRun run{{host_, env, account, input, move, oauth::Notes(state)}};
  take_input(run);
  move.remember(run.notes.text());
}

}  // namespace aipool::gemini::code_assist
