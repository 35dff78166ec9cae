// SPDX-License-Identifier: MIT
//
// Operator is the person at the terminal whom a login asks; the server has none.
//
// Flow:      a run of a credential machine that asks calls ask(), and goes on with what it gives.
// Threading: the run's event loop.
// Ownership: must outlive the run.
// Errors:    of ask(): the run ends with them.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.h"
#include "core/http/task.h"
#include "core/plugin/auth_machine.h"

namespace aipool::gateway {

class Operator {
 public:
  virtual ~Operator() = default;
  // Shows message, user_url and user_code of `move`, waits for what move.ask says, and gives what the machine gets
  // as USER.
  virtual http::Task<Result<std::string>> ask(const plugin::AuthMove& move) = 0;
  // A document is on the disk.
  virtual void written(const std::filesystem::path&) {}
};

}  // namespace aipool::gateway
