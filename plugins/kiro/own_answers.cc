// SPDX-License-Identifier: MIT
#include "plugins/kiro/own_answers.h"

#include <chrono>
#include <set>

#include "plugins/kiro/model_names.h"

namespace aipool::kiro {
namespace {

double amount(json::Value object, std::string_view key) {
  const std::string precise = std::string(key) + "WithPrecision";
  const auto value = object.find(precise).number();
  return value ? *value : object.find(key).number().value_or(0);
}

bool is_active(json::Value object, std::string_view key) {
  return sdk::equals_ignoring_case(object.find(key).string_raw(), "ACTIVE");
}

// The allowance is the plan's, an active trial's and every active bonus's.
double left(json::Value item) {
  double sum = amount(item, "usageLimit") - amount(item, "currentUsage");
  const json::Value trial = item.find("freeTrialInfo");
  if (is_active(trial, "freeTrialStatus")) sum += amount(trial, "usageLimit") - amount(trial, "currentUsage");
  for (const json::Value bonus : item.find("bonuses").elements()) {
    if (is_active(bonus, "status")) sum += amount(bonus, "usageLimit") - amount(bonus, "currentUsage");
  }
  if (amount(item, "overageCap") > 0) sum += amount(item, "overageCap") - amount(item, "currentOverages");
  return sum;
}

}  // namespace

void read_models(const Step& step, const AccountOptions& options, json::Value body) {
  const json::Value list = body.find("models");
  if (!list.is_array()) throw sdk::upstream_fault("The upstream's answer is not a list of models.");
  std::set<std::string, std::less<>> seen;
  const auto emit = [&](const std::string& id, json::Value model) {
    if (!seen.insert(id).second) return;
    aip_event event = sdk::events::model(id, "kiro", 0);
    event.name = sdk::bytes(step.text(model.find("modelName")));
    event.json = sdk::bytes(model.raw());
    step.emit(event);
  };
  for (const json::Value model : list.elements()) {
    const std::string id(step.text(model.find("modelId")));
    if (id.empty()) continue;
    emit(id, model);
    const std::string name = client_name(id);
    if (model_id(options, name) == id) emit(name, model);
  }
  // An own operation is one exchange: a second page cannot be asked for.
  if (given(body.find("nextToken"))) step.env.loss("/nextToken", "the list goes on: only its first page is read");
  step.emit(sdk::events::end());
}

void read_limits(const Step& step, json::Value body) {
  const json::Value list = body.find("usageBreakdownList");
  if (!list.is_array()) throw sdk::upstream_fault("The upstream's answer does not say what is used.");
  bool any = list.size() == 0;
  for (const json::Value item : list.elements()) any = any || left(item) > 0;
  if (any) return step.emit(sdk::events::end());
  aip_error error{};
  error.struct_size = sizeof error;
  error.error_class = AIP_E_QUOTA;
  error.http_status = 402;
  const std::int64_t now = step.env.now_unix_ms();
  error.retry_after_ms = reset_unix_ms(body, now) - now;
  error.message = sdk::bytes("The account's allowance is used up.");
  step.emit(sdk::events::error(error));
}

std::int64_t reset_unix_ms(json::Value body, std::int64_t now_unix_ms) {
  using namespace std::chrono;
  const double said = body.find("nextDateReset").number().value_or(0) * 1000;
  if (said > static_cast<double>(now_unix_ms) && said < 1e15) return static_cast<std::int64_t>(said);
  const year_month_day today{floor<days>(sys_time<milliseconds>(milliseconds(now_unix_ms)))};
  const year_month next = year_month(today.year(), today.month()) + months(1);
  return duration_cast<milliseconds>(sys_days(next / 1).time_since_epoch()).count();
}

}  // namespace aipool::kiro
