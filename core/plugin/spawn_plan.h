// SPDX-License-Identifier: MIT
//
// SpawnPlan is what a child process starts with, for posix_spawn().
//
// Flow:      construct; say what it inherits; give actions() and attributes() to posix_spawn().
// Threading: one thread.
// Ownership: owns what posix_spawn() needs; the descriptors are the caller's.
// Errors:    none here: posix_spawn() reports what could not be done.
#pragma once

#include <spawn.h>

namespace aipool::plugin {

class SpawnPlan {
 public:
  enum class Group : short { kOfParent = 0, kOwn = POSIX_SPAWN_SETPGROUP, kOwnSession = POSIX_SPAWN_SETSID };

  // Signals are as a program expects them: none blocked, all with their defaults.
  explicit SpawnPlan(Group group);
  ~SpawnPlan();
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  // The standard descriptors are open and say nothing.
  void silence();
  // `descriptor` is `place` in the child, where no other is open from there on.
  void inherit_last(int descriptor, int place);

  const posix_spawn_file_actions_t* actions() const noexcept { return &actions_; }
  const posix_spawnattr_t* attributes() const noexcept { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

}  // namespace aipool::plugin
