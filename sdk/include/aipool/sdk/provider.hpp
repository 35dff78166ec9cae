// SPDX-License-Identifier: MIT
//
// Provider as a class to derive from, and the optional abilities that a provider adds by deriving from them too.
//
// Flow:      class Mine : public Provider, public Judge {...}: the table gets `judge` because Mine is a Judge.
// Threading: const functions are called concurrently; a StepCall by one thread at a time.
// Ownership: providers live as long as the plugin object, which owns them.
// Errors:    throw Fault; see barrier.hpp for the rest.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "aipool/abi/provider.h"
#include "aipool/sdk/env.hpp"
#include "aipool/sdk/live.hpp"
#include "aipool/sdk/out.hpp"

namespace aipool::sdk {

class Provider {
 public:
  virtual ~Provider() = default;
  virtual std::string_view id() const = 0;
  virtual aip_enum support(const aip_account& account, aip_enum operation) const = 0;

  // Protocols that the upstream can speak; none with Steps.
  virtual std::span<const aip_bytes> protocols() const { return {}; }
  virtual std::span<const aip_option> account_options() const { return {}; }
  virtual std::string_view default_base_url() const { return {}; }
  // Id of an auth role; empty: an api_key or nothing.
  virtual std::string_view auth() const { return {}; }
  // What the table of options cannot say.
  virtual void check_account(Env&, const aip_account&) const {}
  // The operator's choice if there is one, else the first.
  virtual std::string_view protocol_of(Env& env, const aip_account& account) const;
  virtual void prepare(Env& env, const aip_account& account, const aip_request& request, aip_prepared& prepared) const;
};

// `path`: below base_url, with its slash, percent-encoded.
inline void set_target(aip_prepared& prepared, std::string_view method, std::string_view path) noexcept {
  prepared.method = bytes(method);
  prepared.path = bytes(path);
}

// Judges a failed exchange; what it leaves unset the host's status table decides.
class Judge {
 public:
  virtual ~Judge() = default;
  virtual void judge(Env& env, const aip_failure& failure, aip_verdict& verdict) const = 0;
};

// Takes an envelope off each frame.
class Unwrapper {
 public:
  virtual ~Unwrapper() = default;
  // A span of `data`.
  virtual std::string_view unwrap(Env& env, std::string_view data) const = 0;
};

// Reads the answers of the operations that support() calls its own.
class OwnDecoder {
 public:
  virtual ~OwnDecoder() = default;
  virtual void decode_own(Env& env, const aip_account& account, const aip_request& request, const aip_reply& reply,
                          Out& out) const = 0;
};

// One exchange that the provider drives itself; done once it emitted END or ERROR.
class StepCall : public Live {
 public:
  virtual void step(Env& env, const aip_input& input, Out& out) = 0;
};

class Steps {
 public:
  virtual ~Steps() = default;
  // The two structs die with this function; what they point to outlives the call.
  virtual std::unique_ptr<StepCall> open(Env& env, const aip_account& account, const aip_request& request) const = 0;
};

inline std::string_view Provider::protocol_of(Env&, const aip_account& account) const {
  const std::span<const aip_bytes> known = protocols();
  if (known.empty()) throw Fault{AIP_E_INTERNAL, std::string(id()) + " speaks no protocol"};
  const std::string_view chosen = view(account.protocol);
  if (chosen.empty()) return view(known.front());
  std::string list;
  for (const aip_bytes& each : known) {
    if (view(each) == chosen) return chosen;
    list.append(list.empty() ? "" : ", ").append(view(each));
  }
  throw Fault{AIP_E_INVALID_REQUEST,
              std::string(id()) + " does not speak " + std::string(chosen) + "; choose one of: " + list, "protocol"};
}

inline void Provider::prepare(Env&, const aip_account&, const aip_request&, aip_prepared&) const {
  throw Fault{AIP_E_UNSUPPORTED, std::string(id()) + " makes no requests"};
}

}  // namespace aipool::sdk
