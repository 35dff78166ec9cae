// SPDX-License-Identifier: MIT
//
// Provider is a kind of upstream that a plugin brings, and StepCall one exchange that it drives itself.
//
// Flow:      snapshot: check_account, protocol_of. Attempt: support -> prepare -> (unwrap) -> decode_own | judge;
//            with steps: open_steps -> step... .
// Threading: a Provider may be shared by threads; a StepCall belongs to one call. check_account and protocol_of only on
//            the control thread.
// Ownership: both pin their generation; an AccountHandle must outlive the calls made with it.
// Errors:    as ClientProtocol.
// Units:     milliseconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aipool/abi.h"
#include "core/base/result.h"
#include "core/config/options.h"
#include "core/plugin/account_handle.h"
#include "core/plugin/auth_machine.h"
#include "core/plugin/call.h"
#include "core/plugin/header.h"
#include "core/plugin/plugin_object.h"
#include "core/plugin/sink.h"
#include "core/plugin/splice.h"

namespace aipool::plugin {

class Generation;
struct ProviderRole;

enum class Support : std::uint8_t { kNone, kProtocol, kOwn };
enum class Fault : std::uint8_t { kClient = 1, kCredential, kModel, kUpstream, kLocal };
enum class Scope : std::uint8_t { kNone = 1, kModel, kAccount, kProvider };

// How the encoded request goes out. Borrows from the call, the account and the plugin.
struct Prepared {
  std::string_view method;
  std::string_view path;  // below the account's base_url, with its slash
  std::string_view query;
  std::span<const aip_field> headers;
  std::span<const aip_splice> splices;  // over the encoded body: ask splices_fit() first
  std::string_view prefix;
  std::string_view suffix;
  aip_fields dialect{};  // for the protocol's upstream half
  bool no_pass = false;  // this account needs the request re-encoded
};

// A field that is not set comes from the host's table of statuses.
struct Verdict {
  std::optional<Fault> fault;
  std::optional<bool> retryable;
  std::optional<Scope> scope;
  std::optional<std::chrono::milliseconds> retry_after;
  bool refresh = false;
  bool permanent = false;
};

class StepCall {
 public:
  // Uses sink.event, sink.http and sink.timer. A call that emitted END or ERROR is done.
  Result<void> step(Call& call, const aip_input& input, Sink& sink);

 private:
  friend class Provider;
  StepCall(PluginObject object, const aip_steps& steps) noexcept : object_(std::move(object)), steps_(&steps) {}

  PluginObject object_;
  const aip_steps* steps_;
};

class Provider {
 public:
  // REQUIRES: `role` belongs to `pin`.
  Provider(std::shared_ptr<const Generation> pin, const ProviderRole& role) noexcept;

  std::string_view id() const noexcept;
  std::span<const std::string> protocols() const noexcept;
  std::span<const config::OptionSpec> account_options() const noexcept;
  std::string_view default_base_url() const noexcept;
  bool has_steps() const noexcept;
  bool has_unwrap() const noexcept;
  // The machine that its accounts get credentials from; none: api_key or nothing.
  std::optional<AuthMachine> auth() const;

  Result<void> check_account(const AccountHandle& account) const;
  // One of protocols(): the plugin's choice, else the operator's, else the first. Empty if it speaks none.
  Result<std::string> protocol_of(const AccountHandle& account) const;

  Support support(const AccountHandle& account, aip_enum operation) const;
  // REQUIRES: !has_steps().
  Result<Prepared> prepare(Call& call, const AccountHandle& account, const aip_request& request) const;
  // The inner span of `data`, or `data` itself.
  Result<std::string_view> unwrap(Call& call, std::string_view data) const;
  Result<Verdict> judge(Call& call, const aip_failure& failure) const;
  // Uses sink.event.
  Result<void> decode_own(Call& call, const AccountHandle& account, const aip_request& request, const aip_reply& reply,
                          Sink& sink) const;
  // REQUIRES: has_steps().
  Result<StepCall> open_steps(Call& call, const AccountHandle& account, const aip_request& request) const;

 private:
  std::shared_ptr<const Generation> pin_;
  const ProviderRole* role_;
};

}  // namespace aipool::plugin
