// SPDX-License-Identifier: MIT
#include "core/plugin/provider.h"

#include <algorithm>

#include "core/plugin/abi_view.h"
#include "core/plugin/call_env.h"
#include "core/plugin/generation.h"
#include "core/plugin/out.h"
#include "core/plugin/watchdog.h"

namespace aipool::plugin {
namespace {

constexpr std::string_view kSnapshotCall = "snapshot";

Prepared view(const aip_prepared& source) {
  Prepared prepared;
  prepared.method = text(source.method);
  prepared.path = text(source.path);
  prepared.query = text(source.query);
  prepared.headers = fields(source.headers);
  if (source.splices != nullptr && source.splice_count <= kListMax)
    prepared.splices = {source.splices, source.splice_count};
  prepared.prefix = text(source.prefix);
  prepared.suffix = text(source.suffix);
  prepared.dialect = source.dialect;
  prepared.no_pass = (source.flags & AIP_PREPARED_NO_PASS) != 0;
  return prepared;
}

// Values of a later minor leave their field to the host's table.
Verdict owned(const aip_verdict& source) {
  Verdict verdict;
  if (source.fault >= AIP_FAULT_CLIENT && source.fault <= AIP_FAULT_LOCAL) verdict.fault = Fault(source.fault);
  if (source.retryable == AIP_YES || source.retryable == AIP_NO) verdict.retryable = source.retryable == AIP_YES;
  if (source.scope >= AIP_SCOPE_NONE && source.scope <= AIP_SCOPE_PROVIDER) verdict.scope = Scope(source.scope);
  if (source.retry_after_ms >= 0) verdict.retry_after = std::chrono::milliseconds(source.retry_after_ms);
  verdict.refresh = (source.flags & AIP_VERDICT_REFRESH) != 0;
  verdict.permanent = (source.flags & AIP_VERDICT_PERMANENT) != 0;
  return verdict;
}

bool is_span_of(std::string_view inner, std::string_view outer) {
  const std::less_equal<> before;
  return inner.empty() ||
         (before(outer.data(), inner.data()) && before(inner.data() + inner.size(), outer.data() + outer.size()));
}

}  // namespace

Result<void> StepCall::step(Call& call, const aip_input& input, Sink& sink) {
  CallEnv env(call, object_.generation(), "step");
  const Out out(sink, Out::kEvents | Out::kExchanges | Out::kOwnTexts);
  const aip_rc rc = env.run([&](const aip_env* e) { return steps_->step(object_.get(), e, &input, out.abi()); });
  return out.result(env, rc, ErrorSource::kUpstream);
}

Provider::Provider(std::shared_ptr<const Generation> pin, const ProviderRole& role) noexcept
    : pin_(std::move(pin)), role_(&role) {}

std::string_view Provider::id() const noexcept { return role_->id; }
std::span<const std::string> Provider::protocols() const noexcept { return role_->protocols; }
std::span<const config::OptionSpec> Provider::account_options() const noexcept { return role_->account_options; }
std::string_view Provider::default_base_url() const noexcept { return role_->default_base_url; }
bool Provider::has_steps() const noexcept { return role_->steps.has_value(); }
bool Provider::has_unwrap() const noexcept { return role_->table.unwrap != nullptr; }

std::optional<AuthMachine> Provider::auth() const {
  if (role_->auth.empty()) return std::nullopt;
  for (const AuthRole& auth : pin_->auths()) {
    if (auth.id == role_->auth) return AuthMachine(pin_, auth);
  }
  return std::nullopt;
}

Result<void> Provider::check_account(const AccountHandle& account) const {
  if (role_->table.check_account == nullptr) return {};
  Call call(kSnapshotCall);
  CallEnv env(call, *pin_, "check_account");
  const aip_rc rc =
      env.run([&](const aip_env* e) { return role_->table.check_account(pin_->instance(), e, account.abi()); });
  if (rc == AIP_DECLINED) return {};
  return env.result(rc, ErrorSource::kConfig);
}

Result<std::string> Provider::protocol_of(const AccountHandle& account) const {
  const std::vector<std::string>& spoken = role_->protocols;
  const std::string first = spoken.empty() ? std::string() : spoken.front();
  const std::string usual = account.protocol().empty() ? first : std::string(account.protocol());
  if (role_->table.protocol_of == nullptr) return usual;
  Call call(kSnapshotCall);
  CallEnv env(call, *pin_, "protocol_of");
  aip_bytes chosen{};
  const aip_rc rc =
      env.run([&](const aip_env* e) { return role_->table.protocol_of(pin_->instance(), e, account.abi(), &chosen); });
  if (rc == AIP_DECLINED) return usual;
  if (auto asked = env.result(rc, ErrorSource::kConfig); !asked) return std::move(asked).error();
  if (std::find(spoken.begin(), spoken.end(), text(chosen)) == spoken.end()) {
    return env.broken("a protocol that the provider does not list");
  }
  return std::string(text(chosen));
}

Support Provider::support(const AccountHandle& account, aip_enum operation) const {
  // A provider that drives its exchanges itself need not say what it is there for.
  if (role_->table.support == nullptr) return operation == AIP_OP_GENERATE ? Support::kOwn : Support::kNone;
  const WatchedCall watched(pin_->services().watchdog(), pin_->kept_name(), "support");
  try {
    const aip_enum answer = role_->table.support(pin_->instance(), account.abi(), operation);
    if (answer == AIP_SUPPORT_PROTOCOL) return Support::kProtocol;
    if (answer == AIP_SUPPORT_OWN) return Support::kOwn;
  } catch (...) {
    pin_->services().report_panic(pin_->name(), "support", {});
  }
  return Support::kNone;
}

Result<Prepared> Provider::prepare(Call& call, const AccountHandle& account, const aip_request& request) const {
  CallEnv env(call, *pin_, "prepare");
  aip_prepared prepared = sized<aip_prepared>();
  const aip_rc rc = env.run(
      [&](const aip_env* e) { return role_->table.prepare(pin_->instance(), e, account.abi(), &request, &prepared); });
  if (auto done = env.result(rc, ErrorSource::kClient); !done) return std::move(done).error();
  return view(prepared);
}

Result<std::string_view> Provider::unwrap(Call& call, std::string_view data) const {
  if (!has_unwrap()) return data;
  CallEnv env(call, *pin_, "unwrap");
  aip_bytes inner{};
  const aip_rc rc =
      env.run([&](const aip_env* e) { return role_->table.unwrap(pin_->instance(), e, bytes(data), &inner); });
  if (rc == AIP_DECLINED) return data;
  if (auto done = env.result(rc, ErrorSource::kUpstream); !done) return std::move(done).error();
  if (!is_span_of(text(inner), data)) return env.broken("an inner span that lies outside the frame");
  return text(inner);
}

Result<Verdict> Provider::judge(Call& call, const aip_failure& failure) const {
  if (role_->table.judge == nullptr) return Verdict();
  CallEnv env(call, *pin_, "judge");
  aip_verdict verdict = sized<aip_verdict>();
  verdict.retry_after_ms = -1;
  const aip_rc rc =
      env.run([&](const aip_env* e) { return role_->table.judge(pin_->instance(), e, &failure, &verdict); });
  if (rc == AIP_DECLINED) return Verdict();
  if (auto done = env.result(rc, ErrorSource::kPlugin); !done) return std::move(done).error();
  return owned(verdict);
}

Result<void> Provider::decode_own(Call& call, const AccountHandle& account, const aip_request& request,
                                  const aip_reply& reply, Sink& sink) const {
  CallEnv env(call, *pin_, "decode_own");
  if (role_->table.decode_own == nullptr) return env.broken("an own operation without decode_own");
  const Out out(sink, Out::kEvents | Out::kOwnTexts);
  const aip_rc rc = env.run([&](const aip_env* e) {
    return role_->table.decode_own(pin_->instance(), e, account.abi(), &request, &reply, out.abi());
  });
  return out.result(env, rc, ErrorSource::kUpstream);
}

Result<StepCall> Provider::open_steps(Call& call, const AccountHandle& account, const aip_request& request) const {
  CallEnv env(call, *pin_, "open");
  const aip_steps& steps = *role_->steps;
  void* object = nullptr;
  const aip_rc rc =
      env.run([&](const aip_env* e) { return steps.open(pin_->instance(), e, account.abi(), &request, &object); });
  if (auto opened = env.result(rc, ErrorSource::kClient); !opened) return std::move(opened).error();
  return StepCall(PluginObject(pin_, object, steps.close), steps);
}

}  // namespace aipool::plugin
