// SPDX-License-Identifier: MIT
//
// ReloadReport is what came of a reload: what changed, what could not, or why the old configuration stays.
//
// Flow:      made by the reloader; the log and the management call show it.
// Threading: plain values.
// Ownership: owns its text.
// Errors:    none. Holds names of keys, accounts and plugins, never their values.
#pragma once

#include <string>
#include <vector>

#include "core/config/diagnostics.h"

namespace aipool::admin {

struct ReloadReport {
  enum class Outcome : std::uint8_t { kReloaded, kUnchanged, kRefused, kStopping };

  Outcome outcome = Outcome::kUnchanged;
  std::vector<std::string> changed;  // keys, accounts
  std::vector<std::string> kept;     // keys whose change wants a new process
  std::vector<std::string> plugins;  // those with a new generation, or that came or went
  config::Faults faults;             // with kRefused
};

int http_status(const ReloadReport& report);
// {"status":"reloaded","changed":[],"kept":[],"plugins":[]} or {"status":"refused","faults":[{"file",...}]}
std::string to_json(const ReloadReport& report);

}  // namespace aipool::admin
