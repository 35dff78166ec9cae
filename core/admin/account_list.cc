// SPDX-License-Identifier: MIT
#include "core/admin/account_list.h"

#include <chrono>

#include "aipool/json.hpp"

namespace aipool::admin {
namespace {

void write_health(json::Writer& out, pool::Health health, pool::TimePoint until, pool::TimePoint now) {
  out.key("health").string(pool::name_of(health));
  if (until <= now) return;
  out.key("rests_for_ms").number(std::chrono::ceil<std::chrono::milliseconds>(until - now).count());
}

void write_account(json::Writer& out, const std::string& provider, const pool::AccountView& account,
                   pool::TimePoint now) {
  out.begin_object().key("provider").string(provider).key("uuid").string(account.uuid);
  if (!account.name.empty()) out.key("name").string(account.name);
  write_health(out, account.health, account.until, now);
  out.key("in_flight").number(account.in_flight).key("uses").number(account.uses);
  out.key("models").begin_array();
  for (const pool::ModelView& model : account.models) {
    out.begin_object().key("model").string(model.model);
    write_health(out, model.health, model.until, now);
    out.end_object();
  }
  out.end_array().end_object();
}

}  // namespace

std::string accounts_json(const gateway::Snapshot& snapshot, pool::TimePoint now) {
  std::string body;
  json::Writer out(body);
  out.begin_object().key("accounts").begin_array();
  for (const gateway::PoolEntry& entry : snapshot.pools()) {
    for (const pool::AccountView& account : entry.pool->view()) {
      write_account(out, entry.pool->provider(), account, now);
    }
  }
  out.end_array().end_object();
  return body;
}

}  // namespace aipool::admin
