// SPDX-License-Identifier: MIT
//
// Auth is a credential machine as a class to derive from, and AuthMove what one of its steps asks for.
//
// Flow:      step() decodes its phase from the state, looks at the input, and makes exactly one move.
// Threading: const functions are called concurrently.
// Ownership: machines live as long as the plugin object; a move copies its texts into the step arena.
// Errors:    throw Fault, which ends the run as FAILED with the fault's class; or fail().
// Units:     Unix milliseconds.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aipool/abi/auth.h"
#include "aipool/sdk/bytes.hpp"
#include "aipool/sdk/env.hpp"

namespace aipool::sdk {

using AuthFields = std::vector<std::pair<std::string, std::string>>;

class AuthMove {
 public:
  AuthMove(Env& env, aip_auth_move& move) noexcept : env_(env), move_(move) {}

  // The state after this step, whichever move it makes.
  void remember(std::string_view state) { move_.state = copy(state.data() == nullptr ? "" : state); }

  // `plain`: fields that are no secrets, such as a region or a project.
  void ready(const AuthFields& secret, std::int64_t expires_unix_ms, const AuthFields& plain = {}) {
    move_.kind = AIP_AUTH_READY;
    const std::span<aip_field> all = env_.step_array<aip_field>(secret.size() + plain.size());
    copy(secret, AIP_FIELD_SECRET, all.first(secret.size()));
    copy(plain, 0, all.subspan(secret.size()));
    move_.credential = fields(all);
    move_.expires_unix_ms = expires_unix_ms;
  }
  // Documents: a bare file name beside the account's own, or {} for that one.
  void read(std::string_view document = {}) { on_document(AIP_AUTH_READ, document); }
  void lock(std::string_view lock_file = {}) { on_document(AIP_AUTH_LOCK, lock_file); }
  void write(std::string_view document, std::string_view content) {
    on_document(AIP_AUTH_WRITE, document);
    move_.content = copy(content);
  }
  void send(std::string_view method, std::string_view url, const AuthFields& headers, std::string_view body) {
    move_.kind = AIP_AUTH_SEND;
    aip_http* http = env_.step_make<aip_http>();
    http->method = copy(method);
    http->target = copy(url);
    const std::span<aip_field> lines = env_.step_array<aip_field>(headers.size());
    copy(headers, 0, lines);
    http->headers = fields(lines);
    http->body = copy(body);
    move_.http = http;
  }
  void wait_until(std::int64_t unix_ms) {
    move_.kind = AIP_AUTH_WAIT;
    move_.at_unix_ms = unix_ms;
  }
  // `what`: AIP_ASK_*.
  void ask(aip_enum what, std::string_view message, std::string_view url, std::string_view code = {}) {
    move_.kind = AIP_AUTH_ASK_USER;
    move_.ask = what;
    move_.message = copy(message);
    move_.user_url = copy(url);
    move_.user_code = copy(code);
  }
  void fail(const Fault& fault) {
    move_.kind = AIP_AUTH_FAILED;
    aip_error* error = env_.step_make<aip_error>();
    *error = error_of(fault);
    error->message = copy(fault.message);
    error->type = copy(fault.type);
    error->code = copy(fault.code);
    error->param = copy(fault.param);
    move_.error = error;
  }

 private:
  void on_document(aip_enum kind, std::string_view document) {
    move_.kind = kind;
    move_.document = copy(document);
  }
  aip_bytes copy(std::string_view text) { return bytes(env_.step_copy(text)); }
  void copy(const AuthFields& items, std::uint32_t flags, std::span<aip_field> target) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      target[i] = {copy(items[i].first), copy(items[i].second), flags, 0};
    }
  }

  Env& env_;
  aip_auth_move& move_;
};

class Auth {
 public:
  virtual ~Auth() = default;
  virtual std::string_view id() const = 0;
  // The vendor's own place for it, "~/.gemini/oauth_creds.json".
  virtual std::string_view default_document() const = 0;
  // Of login, the usual one first.
  virtual std::span<const aip_bytes> methods() const = 0;
  virtual void step(Env& env, const aip_account& account, std::string_view state, const aip_input& input,
                    AuthMove& move) const = 0;
};

}  // namespace aipool::sdk
