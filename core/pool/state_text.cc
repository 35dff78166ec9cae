// SPDX-License-Identifier: MIT
#include <algorithm>
#include <optional>

#include "aipool/json.hpp"
#include "core/pool/pool_state.h"

namespace aipool::pool {
namespace {

constexpr std::int64_t kVersion = 1;

std::int64_t to_unix(TimePoint at, const Moment& now) {
  return now.unix_ms + std::chrono::duration_cast<std::chrono::milliseconds>(at - now.steady).count();
}

TimePoint from_unix(std::int64_t unix_ms, const Moment& now) {
  constexpr std::int64_t kFarthest = std::int64_t{86'400'000} * 365;  // a clock that was set meanwhile
  return now.steady + std::chrono::milliseconds(std::clamp(unix_ms - now.unix_ms, -kFarthest, kFarthest));
}

// What the text keeps of a circuit: half open ones are those whose rest is over.
void write_circuit(json::Writer& out, const Circuit& circuit, const Moment& now) {
  if (circuit.failures() != 0) out.key("failures").number(circuit.failures());
  if (circuit.state() == Circuit::State::kClosed) return;
  out.key("rests_until_ms").number(to_unix(circuit.until(), now));
  if (circuit.rate_limited()) out.key("rate_limited").boolean(true);
}

void write_account(json::Writer& out, const AccountState& account, const Moment& now) {
  out.key(account.uuid).begin_object();
  out.key("last_turn").number(account.last_turn).key("uses").number(account.uses);
  out.key("credential").number(account.credential);
  if (account.suspended) out.key("suspended").boolean(true);
  if (account.disabled) out.key("disabled").boolean(true);
  if (account.heard != TimePoint{}) out.key("heard_ms").number(to_unix(account.heard, now));
  write_circuit(out, account.circuit, now);
  if (!account.models.empty()) {
    out.key("models").begin_object();
    for (const auto& [model, circuit] : account.models) {
      out.key(model).begin_object();
      write_circuit(out, circuit, now);
      out.end_object();
    }
    out.end_object();
  }
  out.end_object();
}

// Reads members and remembers whether one was not what it should be.
class StateReader {
 public:
  explicit StateReader(const Moment& now) : now_(now) {}

  bool sound() const { return sound_; }

  std::int64_t number(const json::Value& map, std::string_view key) {
    const json::Value value = map.find(key);
    if (!value) return 0;
    const auto number = value.int64();
    sound_ = sound_ && number && *number >= 0;
    return number.value_or(0);
  }
  bool flag(const json::Value& map, std::string_view key) {
    const json::Value value = map.find(key);
    sound_ = sound_ && (!value || value.is_boolean());
    return value.boolean().value_or(false);
  }
  json::Value object(const json::Value& map, std::string_view key) {
    const json::Value value = map.find(key);
    sound_ = sound_ && (!value || value.is_object());
    return value;
  }

  Circuit circuit(const json::Value& map) {
    sound_ = sound_ && map.is_object();
    const auto failures = static_cast<std::uint32_t>(std::min<std::int64_t>(number(map, "failures"), 1'000'000));
    if (!map.find("rests_until_ms")) return Circuit::restored(Circuit::State::kClosed, failures, {}, false);
    const TimePoint until = from_unix(number(map, "rests_until_ms"), now_);
    return Circuit::restored(Circuit::State::kOpen, failures, until, flag(map, "rate_limited"));
  }

  AccountState account(std::string uuid, const json::Value& map) {
    AccountState account;
    account.uuid = std::move(uuid);
    account.last_turn = static_cast<std::uint64_t>(number(map, "last_turn"));
    account.uses = static_cast<std::uint64_t>(number(map, "uses"));
    account.credential = static_cast<std::uint32_t>(number(map, "credential"));
    account.suspended = flag(map, "suspended");
    account.disabled = flag(map, "disabled");
    if (map.find("heard_ms")) account.heard = from_unix(number(map, "heard_ms"), now_);
    account.circuit = circuit(map);
    for (const json::Member each : object(map, "models").members()) {
      account.models.emplace(each.key.string(), circuit(each.value));
    }
    return account;
  }

 private:
  const Moment& now_;
  bool sound_ = true;
};

}  // namespace

std::string state_text(const std::vector<PoolState>& pools, const Moment& now) {
  std::string text;
  json::Writer out(text);
  out.begin_object().key("version").number(kVersion).key("saved_ms").number(now.unix_ms);
  out.key("pools").begin_object();
  for (const PoolState& pool : pools) {
    out.key(pool.provider).begin_object();
    for (const AccountState& account : pool.accounts) write_account(out, account, now);
    out.end_object();
  }
  out.end_object().end_object();
  text += '\n';
  return text;
}

Result<std::vector<PoolState>> read_state_text(std::string_view text, const Moment& now) {
  const auto fault = [](std::string what) {
    return make_error(ErrorCode::kInvalidRequest, ErrorSource::kConfig, std::move(what));
  };
  json::Document document;
  if (document.parse(text) != json::Error::kNone) {
    return fault("it is no JSON, from byte " + std::to_string(document.error_offset()));
  }
  const json::Value root = document.root();
  if (root.find("version").int64() != kVersion) return fault("it has another version");
  StateReader reader(now);
  std::vector<PoolState> pools;
  for (const json::Member pool : reader.object(root, "pools").members()) {
    PoolState& state = pools.emplace_back();
    state.provider = pool.key.string();
    for (const json::Member account : reader.object(root.find("pools"), state.provider).members()) {
      state.accounts.push_back(reader.account(account.key.string(), account.value));
    }
  }
  if (!reader.sound()) return fault("a member of it is not what it should be");
  return pools;
}

}  // namespace aipool::pool
