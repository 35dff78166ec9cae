// SPDX-License-Identifier: MIT
#include "plugins/gemini/code_assist/upstream_error.h"

#include "plugins/gemini/duration.h"

namespace aipool::gemini::code_assist {
namespace {

void read_error_info(json::Value detail, std::int64_t now, UpstreamError& error) {
  const json::Value metadata = detail.find("metadata");
  error.reason = detail.find("reason").string();
  error.domain = detail.find("domain").string();
  error.model = metadata.find("model").string();
  error.reset_ms = duration_ms(metadata.find("quotaResetDelay").string());
  const std::int64_t at = instant_ms(metadata.find("quotaResetTimeStamp").string());
  if (error.reset_ms < 0 && at > now) error.reset_ms = at - now;
}

void read_detail(json::Value detail, std::int64_t now, UpstreamError& error) {
  const std::string type = detail.find("@type").string();
  if (type.ends_with("ErrorInfo")) read_error_info(detail, now, error);
  if (type.ends_with("RetryInfo")) error.retry_ms = duration_ms(detail.find("retryDelay").string());
  if (type.ends_with("QuotaFailure")) {
    for (const json::Value violation : detail.find("violations").elements()) {
      error.quotas.push_back(violation.find("quotaId").string());
    }
  }
  if (type.ends_with("Help")) {
    for (const json::Value link : detail.find("links").elements()) {
      if (error.help_url.empty()) error.help_url = link.find("url").string();
    }
  }
}

}  // namespace

std::int64_t delay_in_words(std::string_view message) {
  for (const std::string_view words : {"retry in ", "after "}) {
    for (std::size_t at = message.find(words); at != std::string_view::npos; at = message.find(words, at + 1)) {
      const std::int64_t delay = leading_duration_ms(message.substr(at + words.size()));
      if (delay >= 0) return delay;
    }
  }
  return -1;
}

UpstreamError read_upstream_error(std::string_view body, std::int64_t now_unix_ms) {
  UpstreamError error;
  json::Document document;
  if (document.parse(body) != json::Error::kNone) return error;
  json::Value root = document.root();
  for (const json::Value first : document.root().elements()) {
    root = first;
    break;
  }
  const json::Value said = root.find("error");
  error.message = said.find("message").string();
  for (const json::Value detail : said.find("details").elements()) read_detail(detail, now_unix_ms, error);
  return error;
}

}  // namespace aipool::gemini::code_assist
