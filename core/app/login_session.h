// SPDX-License-Identifier: MIT
//
// LoginSession is one login from what the operator typed to a credential on the disk.
//
// Flow:      prepare(): configuration -> account -> plugin -> machine -> document; sign_in() then runs the machine with
// the
//            terminal as its operator, and says what was written and how to use it.
// Threading: the main thread, which runs the event loop too; input and callbacks have threads of their own.
// Ownership: owns the plugins that it loads, and all that runs on its loop.
// Errors:    told on standard error; prepare() and sign_in() then give no success.
#pragma once

#include <signal.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/app/command_line.h"
#include "core/app/composition.h"
#include "core/app/login_account.h"
#include "core/gateway/auth_site.h"
#include "core/http/tls_trust.h"
#include "core/plugin/registry.h"

namespace aipool::app {

class LoginSession {
 public:
  // REQUIRES: line.arguments has the provider.
  explicit LoginSession(const CommandLine& line) : line_(line), provider_id_(line.arguments[0]) {}

  bool prepare();
  // REQUIRES: prepare(). The exit status. `stop_signals` are blocked.
  int sign_in(const sigset_t& stop_signals);
  // REQUIRES: prepare(). kiro-cli's credential instead; `database` empty: where kiro-cli has it.
  int import_kiro_cli(const std::filesystem::path& database);

  const gateway::AuthSite& site() const { return *site_; }  // REQUIRES: prepare()
  // What was written, and how to use it.
  void say_end(const std::vector<std::filesystem::path>& documents) const;

 private:
  bool load_plugins();
  bool choose_method();
  static bool refuse(const std::string& why);

  const CommandLine& line_;
  const std::string provider_id_;
  std::string method_;
  Composition composition_;
  LoginAccount target_;
  std::unique_ptr<CommandHost> command_;
  http::TlsTrusts trusts_;
  std::shared_ptr<const plugin::Registry> registry_;
  const plugin::Provider* provider_ = nullptr;
  std::unique_ptr<const plugin::AccountHandle> account_;
  std::optional<gateway::AuthSite> site_;
};

}  // namespace aipool::app
