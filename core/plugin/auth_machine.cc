// SPDX-License-Identifier: MIT
#include "core/plugin/auth_machine.h"

#include <utility>

#include "core/plugin/abi_view.h"
#include "core/plugin/call_env.h"
#include "core/plugin/generation.h"

namespace aipool::plugin {
namespace {

std::string owned_text(aip_bytes source) { return std::string(text(source)); }

// The host opens nothing but what lies beside the account's own document.
bool is_bare_name(std::string_view name) {
  return name.find('/') == std::string_view::npos && name.find('\0') == std::string_view::npos && name != "." &&
         name != "..";
}

AuthMove owned_move(const aip_auth_move& source) {
  AuthMove move;
  move.kind = AuthMove::Kind(source.kind);
  if (source.state.data != nullptr) move.state = Secret(owned_text(source.state));
  const aip_http http = zero_extended(source.http);
  move.http.method = owned_text(http.method);
  move.http.url = owned_text(http.target);
  move.http.headers = owned_headers(http.headers);
  move.http.body = Secret(owned_text(http.body));
  move.document = owned_text(source.document);
  move.content = Secret(owned_text(source.content));
  if (source.ask <= AIP_ASK_TEXT) move.ask = AuthMove::Ask(source.ask);
  move.message = owned_text(source.message);
  move.user_url = owned_text(source.user_url);
  move.user_code = owned_text(source.user_code);
  move.at_unix_ms = source.at_unix_ms;
  move.expires_unix_ms = source.expires_unix_ms;
  for (const aip_field& item : fields(source.credential)) {
    move.credential.push_back({owned_text(item.name), Secret(owned_text(item.value)), (item.flags & AIP_FIELD_SECRET) != 0});
  }
  if (source.error != nullptr) move.error = OwnedError::from(*source.error);
  return move;
}

}  // namespace

AuthMachine::AuthMachine(std::shared_ptr<const Generation> pin, const AuthRole& role) noexcept
    : pin_(std::move(pin)), role_(&role) {}

std::string_view AuthMachine::id() const noexcept { return role_->id; }
std::string_view AuthMachine::default_document() const noexcept { return role_->default_document; }
const std::vector<std::string>& AuthMachine::methods() const noexcept { return role_->methods; }

Result<AuthMove> AuthMachine::step(Call& call, const AccountHandle& account, std::string_view state,
                                   const aip_input& input) const {
  CallEnv env(call, *pin_, "auth step");
  aip_auth_move move = sized<aip_auth_move>();
  const aip_rc rc = env.run([&](const aip_env* e) {
    return role_->table.step(pin_->instance(), e, account.abi(), bytes(state), &input, &move);
  });
  if (auto done = env.result(rc, ErrorSource::kUpstream); !done) return std::move(done).error();
  if (move.kind < AIP_AUTH_READY || move.kind > AIP_AUTH_LOCK) return env.broken("a move that this host does not know");
  if (move.kind == AIP_AUTH_FAILED && move.error == nullptr) return env.broken("a failure without an error");
  if (move.kind == AIP_AUTH_SEND && move.http == nullptr) return env.broken("a SEND without an exchange");
  AuthMove owned = owned_move(move);
  if (!is_bare_name(owned.document)) return env.broken("a document that is no bare file name");
  return owned;
}

}  // namespace aipool::plugin
