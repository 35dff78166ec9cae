// SPDX-License-Identifier: MIT
#include "core/gateway/access_log.h"

#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

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

constexpr std::array<bool, 256> kBreaksField = [] {
  std::array<bool, 256> breaks{};
  for (std::size_t byte = 0; byte < 0x20; ++byte) breaks[byte] = true;
  breaks[0x7f] = breaks[static_cast<unsigned char>('"')] = breaks[static_cast<unsigned char>('\\')] = true;
  return breaks;
}();

// The name of a field, as each format writes it.
template <std::size_t kSize>
struct FieldName {
  consteval FieldName(const char (&name)[kSize])  // NOLINT(google-explicit-constructor)
      : text{' '}, json{',', '"'} {
    std::copy_n(name, kSize - 1, text.begin() + 1);
    text.back() = '=';
    std::copy_n(name, kSize - 1, json.begin() + 2);
    json[kSize + 1] = '"';
    json.back() = ':';
  }

  std::array<char, kSize + 1> text;
  std::array<char, kSize + 3> json;
};

// The attempts before the last one: account, status, outcome and time of each.
std::string tried_before(const AttemptHistory& history) {
  std::string text;
  for (std::size_t i = 0; i + 1 < history.attempts.size(); ++i) {
    const AttemptRecord& attempt = history.attempts[i];
    if (!text.empty()) text += "; ";
    text.append(attempt.account).append(" ").append(std::to_string(attempt.status)).append(" ");
    text.append(name_of(attempt.outcome)).append(" ").append(std::to_string(attempt.took(attempt.ended).count()));
    text += "ms";
  }
  return text;
}

constexpr std::size_t kTextMax = 200;  // of a value
constexpr std::size_t kLineMax = 4096;  // 13 texts, 9 numbers, their names and marks

}  // namespace

// Writes the fields of one line. There is room for the longest line: kLineMax.
class AccessLog::Line {
 public:
  Line(char* at, LogFormat format) : at_(at), json_(format == LogFormat::kJson) {}

  void raw(std::string_view text) { at_ = std::copy(text.begin(), text.end(), at_); }

  // What this server made itself and what can break no line.
  template <FieldName kName>
  void own(std::string_view text) {
    begin<kName>();
    *at_++ = '"';
    raw(text.substr(0, kTextMax));
    *at_++ = '"';
  }

  // Text from clients and upstreams is cut to what cannot break a line or leave its field.
  template <FieldName kName>
  void text(std::string_view text) {
    own<kName>(text);
    const std::span<char> value(at_ - 1 - std::min(text.size(), kTextMax), at_ - 1);
    bool breaks = false;  // looked at without a branch: hardly a text has such a byte
    for (const char byte : value) breaks |= kBreaksField[static_cast<unsigned char>(byte)];
    if (breaks) clean(value);
  }

  template <FieldName kName>
  void number(std::uint64_t number) {
    begin<kName>();
    at_ = std::to_chars(at_, at_ + 20, number).ptr;
  }

  char* end() {
    raw(json_ ? "}\n" : "\n");
    return at_;
  }

 private:
  template <FieldName kName>
  void begin() {
    at_ = json_ ? std::copy(kName.json.begin(), kName.json.end(), at_)
                : std::copy(kName.text.begin(), kName.text.end(), at_);
  }

  [[gnu::noinline]] static void clean(std::span<char> value) {
    for (char& byte : value) {
      if (kBreaksField[static_cast<unsigned char>(byte)]) byte = '_';
    }
  }

  char* at_;
  const bool json_;
};

AccessLog::AccessLog(http::EventLoop& loop, int descriptor, LogFormat format)
    : descriptor_(descriptor), format_(format), timer_(loop),
      lines_(std::make_unique_for_overwrite<char[]>(kFlushAt + kLineMax)) {}

std::string_view AccessLog::timestamp() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  if (now.tv_sec != timestamp_second_) {
    timestamp_second_ = now.tv_sec;
    tm parts{};
    gmtime_r(&now.tv_sec, &parts);
    std::array<char, 32> text{};
    timestamp_.assign(text.data(), strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts));
  }
  return timestamp_;
}

AccessLog::Line AccessLog::begin_line() {
  Line line(lines_.get() + used_, format_);
  if (format_ == LogFormat::kJson) {
    line.raw(R"({"time":")");
    line.raw(timestamp());
    line.raw(R"(","level":"info","message":"request")");
  } else {
    line.raw(timestamp());
    line.raw(" info request");
  }
  return line;
}

void AccessLog::end_line(Line& line) {
  used_ = static_cast<std::size_t>(line.end() - lines_.get());
  if (used_ >= kFlushAt) {
    flush();
  } else if (!timer_.armed()) {
    timer_.arm(kFlushAfter, [this] { flush(); });
  }
}

// What an answer that broke off has said is booked as what was counted until then, or as an estimate where that is
// more.
void AccessLog::record_usage(const Transaction& t, Line& line) {
  const bool partial = t.ending != Ending::kComplete && t.first_content.time_since_epoch().count() != 0;
  if (!t.usage && !partial) return;
  aip_usage usage = t.usage.value_or(aip_usage{});
  if (partial) {
    constexpr std::uint64_t kBytesPerToken = 4;
    if (usage.input == 0) usage.input = t.request.source_body.len / kBytesPerToken;
    const std::uint64_t said = (t.content_bytes + kBytesPerToken - 1) / kBytesPerToken;
    usage.output = std::max({std::uint64_t{usage.output}, said, t.passed_pieces});
    line.own<"usage">("partial");
  }
  line.number<"tokens_in">(usage.input);
  line.number<"tokens_out">(usage.output);
}

void AccessLog::record(const Transaction& t) {
  Line line = begin_line();
  line.own<"id">(t.call.id());
  line.own<"peer">(t.client.peer_address());
  if (!t.key.empty()) line.own<"key">(t.key);
  line.own<"method">(t.client.head().method);  // a token
  line.text<"path">(t.client.head().path);     // without the query: it may hold a key
  line.number<"status">(static_cast<std::uint64_t>(t.client.status()));
  line.number<"bytes">(t.client.bytes_sent());
  line.number<"us">(microseconds(std::chrono::steady_clock::now() - t.started));
  if (t.first_content.time_since_epoch().count() != 0) {
    line.number<"first_us">(microseconds(t.first_content - t.started));
  }
  if (t.protocol) line.own<"protocol">(t.protocol->id());
  if (!t.model().empty()) line.text<"model">(t.model());
  if (const std::string_view asked = plugin::text(t.request.client_model); !t.model().empty() && asked != t.model()) {
    line.text<"asked">(asked);
  }
  if (!t.account.empty()) {
    line.text<"account">(t.account);
    line.number<"attempts">(t.history.attempts.size());
  }
  if (t.history.attempts.size() > 1) line.text<"tried">(tried_before(t.history));
  line.own<"ending">(ending_name(t.ending));
  record_usage(t, line);
  if (const std::size_t losses = t.call.loss_count(); losses != 0) line.number<"losses">(losses);
  if (!t.fault.empty()) line.text<"fault">(t.fault);
  end_line(line);
}

void AccessLog::flush() noexcept {
  std::string_view rest(lines_.get(), used_);
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written <= 0) {
      dropped_bytes_ += rest.size();
      break;
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  used_ = 0;
}

}  // namespace aipool::gateway
