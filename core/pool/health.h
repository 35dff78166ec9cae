// SPDX-License-Identifier: MIT
//
// Health is the state of an account, or of one model on it, as operators see it; a Transition is a change of that.
//
// Flow:      Pool tells its Observer each change once, after its lock is gone.
// Threading: an observer is called from whatever thread made the change: it must be safe from any.
// Ownership: a Transition's texts are borrowed for the call.
// Errors:    none; nothing in a Transition is secret. A model's name may come from a client.
// Units:     milliseconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "core/pool/verdict.h"

namespace aipool::pool {

enum class Health : std::uint8_t {
  kHealthy,
  kResting,    // the upstream asked for a pause
  kProbing,    // the pause is over: one request, or a probe, decides
  kUnhealthy,  // a pause after failures
  kSuspended,  // a permanent fault, until the operator resets it
  kDisabled,   // by the operator
};
inline constexpr std::size_t kHealthStates = 6;

constexpr std::string_view name_of(Health health) {
  switch (health) {
    case Health::kHealthy:
      return "healthy";
    case Health::kResting:
      return "resting";
    case Health::kProbing:
      return "probing";
    case Health::kUnhealthy:
      return "unhealthy";
    case Health::kSuspended:
      return "suspended";
    case Health::kDisabled:
      return "disabled";
  }
  return "";
}

constexpr std::string_view name_of(Fault fault) {
  switch (fault) {
    case Fault::kNone:
      return "";
    case Fault::kClient:
      return "client";
    case Fault::kCredential:
      return "credential";
    case Fault::kModel:
      return "model";
    case Fault::kUpstream:
      return "upstream";
    case Fault::kLocal:
      return "local";
  }
  return "";
}

struct Transition {
  std::string_view provider;
  std::string_view uuid;
  std::string_view model;  // empty: the account as a whole
  Health from = Health::kHealthy;
  Health to = Health::kHealthy;
  Fault fault = Fault::kNone;  // that caused it
  std::chrono::milliseconds pause{0};
};

class Observer {
 public:
  virtual ~Observer() = default;
  virtual void health_changed(const Transition& transition) = 0;
};

}  // namespace aipool::pool
