// SPDX-License-Identifier: MIT
#include "core/gateway/explain.h"

#include "aipool/json.hpp"

namespace aipool::gateway {
namespace {

constexpr std::size_t kNameMax = 120;

// What may stand in a head: names of models come from clients.
std::string header_text(std::string_view text) {
  std::string plain(text.substr(0, kNameMax));
  for (char& byte : plain) {
    if (byte < 0x20 || byte > 0x7e) byte = '?';
  }
  return plain;
}

void write(const AttemptRecord& attempt, const Transaction& t, json::Writer& writer) {
  writer.begin_object();
  writer.key("provider").string(header_text(attempt.provider));
  writer.key("account").string(header_text(attempt.account));
  writer.key("model").string(header_text(attempt.model));
  writer.key("outcome").string(attempt.outcome == AttemptOutcome::kRunning ? "answers" : name_of(attempt.outcome));
  if (attempt.status != 0) writer.key("status").number(static_cast<std::int64_t>(attempt.status));
  if (attempt.outcome != AttemptOutcome::kRunning) writer.key("retryable").boolean(attempt.retryable);
  writer.key("ms").number(attempt.took(std::chrono::steady_clock::now()).count());
  if (attempt.outcome == AttemptOutcome::kRunning && t.first_content.time_since_epoch().count() != 0) {
    const auto first = std::chrono::duration_cast<std::chrono::milliseconds>(t.first_content - attempt.started);
    writer.key("first_ms").number(first.count());
  }
  writer.end_object();
}

void write(const SkippedPool& skipped, const Transaction&, json::Writer& writer) {
  writer.begin_object();
  writer.key("provider").string(header_text(skipped.provider));
  writer.key("model").string(header_text(skipped.model));
  writer.key("why").string(skipped.why);
  if (skipped.retry_after) writer.key("retry_after_ms").number(skipped.retry_after->count());
  writer.end_object();
}

// As many as fit into `room`; the others are counted.
template <typename List>
std::size_t write_list(std::string_view name, const List& list, const Transaction& t, std::size_t room,
                       std::string& out) {
  std::size_t left_out = 0;
  std::string elements;
  for (const auto& each : list) {
    std::string element;
    json::Writer writer(element);
    write(each, t, writer);
    if (elements.size() + element.size() > room) {
      ++left_out;
      continue;
    }
    elements.append(elements.empty() ? "" : ",").append(element);
  }
  out.append(",\"").append(name).append("\":[").append(elements).append("]");
  return left_out;
}

}  // namespace

bool wants_explanation(const Transaction& t) {
  const http::Headers& headers = t.client.head().headers;
  const auto asks = headers.find("x-aipool-explain");
  if (!asks || *asks != "1") return false;
  const auto key = headers.find("x-aipool-admin-key");
  return key && t.snapshot->admin_auth().admits(*key);
}

std::string explain(const Transaction& t) {
  const auto now = std::chrono::steady_clock::now();
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - t.started);
  std::string out = "{\"asked\":";
  json::Writer(out).string(header_text(plugin::text(t.request.client_model)));
  out.append(",\"ms\":").append(std::to_string(elapsed.count()));
  constexpr std::size_t kForAttempts = kExplanationMax * 2 / 3;
  std::size_t more = write_list("attempts", t.history.attempts, t, kForAttempts, out);
  more += write_list("skipped", t.history.skipped, t, kExplanationMax - kForAttempts - 200, out);
  if (more != 0) out.append(",\"more\":").append(std::to_string(more));
  return out.append("}");
}

}  // namespace aipool::gateway
