// SPDX-License-Identifier: MIT
//
// AuthMachine is a plugin's rules for one kind of credential: a pure function from state and input to the next move.
//
// Flow:      Provider::auth() -> step(START, REFRESH or LOGIN) -> do what the move asks for -> step(...) -> READY or FAILED.
// Threading: may be shared by threads; its calls are pure.
// Ownership: pins its generation; a move owns its texts, and wipes those that are secret.
// Errors:    step() fails where the plugin broke the contract; that a login is over is the move kFailed.
// Units:     Unix milliseconds.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aipool/abi.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/plugin/account_handle.h"
#include "core/plugin/call.h"
#include "core/plugin/header.h"
#include "core/plugin/owned_error.h"

namespace aipool::plugin {

class Generation;
struct AuthRole;

struct AuthMove {
  enum class Kind : std::uint8_t { kReady = 1, kSend, kWait, kAskUser, kRead, kWrite, kFailed, kLock };
  enum class Ask : std::uint8_t { kNothing, kCallback, kText };
  // Its headers and body hold credentials: it goes to `url` and nowhere else.
  struct Exchange {
    std::string method, url;
    std::vector<Header> headers;
    Secret body;
  };

  Kind kind = Kind::kFailed;
  std::optional<Secret> state;  // none: unchanged
  Exchange http;
  std::string document;  // a bare file name, empty: the account's own
  Secret content;
  Ask ask = Ask::kNothing;
  std::string message, user_url, user_code;
  std::int64_t at_unix_ms = 0;
  std::int64_t expires_unix_ms = 0;  // 0: never
  std::vector<AccountHandle::Option> credential;
  OwnedError error;
};

class AuthMachine {
 public:
  // REQUIRES: `role` belongs to `pin`.
  AuthMachine(std::shared_ptr<const Generation> pin, const AuthRole& role) noexcept;

  std::string_view id() const noexcept;
  std::string_view default_document() const noexcept;  // may start with ~/
  const std::vector<std::string>& methods() const noexcept;

  Result<AuthMove> step(Call& call, const AccountHandle& account, std::string_view state, const aip_input& input) const;

 private:
  std::shared_ptr<const Generation> pin_;
  const AuthRole* role_;
};

}  // namespace aipool::plugin
