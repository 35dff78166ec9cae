// SPDX-License-Identifier: MIT
#include "plugins/gemini/code_assist/quota.h"

#include <algorithm>
#include <cstdint>

#include "plugins/gemini/duration.h"

namespace aipool::gemini::code_assist {
namespace {

// A bucket that does not say how much is left has some.
bool is_used_up(json::Value bucket) {
  const auto fraction = bucket.find("remainingFraction").number();
  return fraction && *fraction <= 0;
}

}  // namespace

std::string quota_request(std::string_view project) {
  std::string text;
  json::Writer out(text);
  out.begin_object();
  if (!project.empty()) out.key("project").string(project);
  return text;
}

void read_quota(const Step& step, std::string_view model, std::string_view body) {
  json::Document document;
  if (document.parse(body) != json::Error::kNone || !document.root().is_object()) {
    throw sdk::upstream_fault("Google's report of quotas is not a JSON object.");
  }
  const std::int64_t now = step.env.now_unix_ms();
  bool used_up = false;
  std::int64_t reset = now;
  for (const json::Value bucket : document.root().find("buckets").elements()) {
    if (bucket.find("modelId").string() != model || !is_used_up(bucket)) continue;
    used_up = true;
    reset = std::max(reset, instant_ms(bucket.find("resetTime").string()));
  }
  if (!used_up) return step.emit(sdk::events::end());
  aip_error error{};
  error.struct_size = sizeof error;
  error.error_class = AIP_E_QUOTA;
  error.http_status = 429;
  error.retry_after_ms = reset - now;
  error.message = sdk::bytes("The account's quota of the model is used up.");
  error.code = sdk::bytes("QUOTA_EXHAUSTED");
  error.param = sdk::bytes(step.env.copy(model));
  step.emit(sdk::events::error(error));
}

}  // namespace aipool::gemini::code_assist
