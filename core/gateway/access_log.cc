// SPDX-License-Identifier: MIT
#include "core/gateway/access_log.h"

#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/gateway/transaction.h"

namespace aipool::gateway {
namespace {

std::string_view ending_name(Ending ending) {
  switch (ending) {
    case Ending::kNone: return "none";
    case Ending::kComplete: return "complete";
    case Ending::kTruncated: return "truncated";
    case Ending::kError: return "error";
    case Ending::kCancelled: return "cancelled";
  }
  return "none";
}

std::uint64_t microseconds(std::chrono::steady_clock::duration duration) {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(duration).count());
}

bool breaks_a_field(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f || c == '"' || c == '\\';
}

// Text from clients and upstreams is cut to what cannot break a line or leave its field.
void append_safe(std::string& out, std::string_view text) {
  constexpr std::size_t kTextMax = 200;
  const std::size_t begin = out.size();
  out += text.substr(0, kTextMax);
  std::replace_if(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(), breaks_a_field, '_');
}

}  // namespace

void AccessLog::begin_line() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  if (now.tv_sec != timestamp_second_) {
    timestamp_second_ = now.tv_sec;
    tm parts{};
    gmtime_r(&now.tv_sec, &parts);
    std::array<char, 32> text{};
    timestamp_.assign(text.data(), strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts));
  }
  if (format_ == LogFormat::kJson) {
    lines_ += R"({"time":")";
    lines_ += timestamp_;
    lines_ += R"(","level":"info","message":"request")";
  } else {
    lines_ += timestamp_;
    lines_ += " info request";
  }
}

void AccessLog::add(std::string_view name, std::string_view text) {
  lines_ += format_ == LogFormat::kJson ? ",\"" : " ";
  lines_ += name;
  lines_ += format_ == LogFormat::kJson ? "\":\"" : "=\"";
  append_safe(lines_, text);
  lines_ += '"';
}

void AccessLog::add(std::string_view name, std::uint64_t number) {
  lines_ += format_ == LogFormat::kJson ? ",\"" : " ";
  lines_ += name;
  lines_ += format_ == LogFormat::kJson ? "\":" : "=";
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  lines_.append(digits.data(), end.ptr);
}

void AccessLog::end_line() {
  lines_ += format_ == LogFormat::kJson ? "}\n" : "\n";
  if (lines_.size() >= kFlushAt) {
    flush();
  } else if (!timer_.armed()) {
    timer_.arm(kFlushAfter, [this] { flush(); });
  }
}

void AccessLog::record(const Transaction& t) {
  begin_line();
  add("id", t.call.id());
  add("peer", t.client.peer_address());
  add("method", t.client.head().method);
  add("path", t.client.head().path);  // without the query: it may hold a key
  add("status", static_cast<std::uint64_t>(t.client.status()));
  add("bytes", t.client.bytes_sent());
  add("us", microseconds(std::chrono::steady_clock::now() - t.started));
  if (t.first_content.time_since_epoch().count() != 0) add("first_us", microseconds(t.first_content - t.started));
  if (t.protocol) add("protocol", t.protocol->id());
  if (!t.model().empty()) add("model", t.model());
  if (!t.account.empty()) {
    add("account", t.account);
    add("attempts", t.attempts);
  }
  add("ending", ending_name(t.ending));
  if (t.usage) {
    add("tokens_in", t.usage->input);
    add("tokens_out", t.usage->output);
  }
  if (const std::size_t losses = t.call.loss_count(); losses != 0) add("losses", losses);
  if (!t.fault.empty()) add("fault", t.fault);
  end_line();
}

void AccessLog::flush() noexcept {
  std::string_view rest = lines_;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written <= 0) {
      dropped_bytes_ += rest.size();
      break;
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  lines_.clear();
}

}  // namespace aipool::gateway
