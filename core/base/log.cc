// SPDX-License-Identifier: MIT
#include "core/base/log.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <string>
#include <utility>

namespace aipool {
namespace {

constexpr std::string_view kRedacted = "[redacted]";

void write_to_stderr(std::string_view line) {
  while (!line.empty()) {
    const ssize_t n = ::write(STDERR_FILENO, line.data(), line.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    line.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::string_view level_name(LogLevel level) {
  switch (level) {
    case LogLevel::kError:
      return "error";
    case LogLevel::kWarn:
      return "warn";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kDebug:
      return "debug";
  }
  return "debug";
}

void append_timestamp(std::string& line) {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  tm utc{};
  ::gmtime_r(&now.tv_sec, &utc);
  std::array<char, 32> text{};
  const std::size_t n = ::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  line.append(text.data(), n);
  std::snprintf(text.data(), text.size(), ".%03dZ", static_cast<int>(now.tv_nsec / 1'000'000));
  line.append(text.data());
}

// Length of the UTF-8 sequence at the front of `text`, 0 if it is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xc0u) == 0x80u; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return tail(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const bool overlong = lead == 0xe0 && byte(1) < 0xa0;
    const bool surrogate = lead == 0xed && byte(1) > 0x9f;
    return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const bool overlong = lead == 0xf0 && byte(1) < 0x90;
    const bool beyond = lead == 0xf4 && byte(1) > 0x8f;
    return tail(1) && tail(2) && tail(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

// As the inside of a JSON string. Both formats use it, so that a line stays a line and a terminal sees no controls.
void append_escaped(std::string& line, std::string_view text) {
  while (!text.empty()) {
    const std::size_t n = sequence_length(text);
    const auto lead = static_cast<unsigned char>(text.front());
    const bool c1_control = lead == 0xc2 && n == 2 && static_cast<unsigned char>(text[1]) < 0xa0;
    if (lead == '"' || lead == '\\') {
      line.push_back('\\');
      line.push_back(text.front());
    } else if (n == 0) {
      line.append("\\ufffd");
    } else if (lead < 0x20 || lead == 0x7f || c1_control) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", c1_control ? static_cast<unsigned char>(text[1]) : lead);
      line.append(escape.data());
    } else {
      line.append(text.substr(0, n));
    }
    text.remove_prefix(n == 0 ? 1 : n);
  }
}

void append_quoted(std::string& line, std::string_view text) {
  line.push_back('"');
  append_escaped(line, text);
  line.push_back('"');
}

void append_text_value(std::string& line, std::string_view value) {
  const bool plain = !value.empty() && value.find_first_of(" \"\\=") == std::string_view::npos;
  if (plain) {
    append_escaped(line, value);
  } else {
    append_quoted(line, value);
  }
}

std::string text_line(LogLevel level, std::string_view message, std::span<const LogField> fields) {
  std::string line;
  append_timestamp(line);
  line.append(" ").append(level_name(level)).append(" ");
  append_escaped(line, message);
  for (const LogField& field : fields) {
    line.push_back(' ');
    append_escaped(line, field.name);
    line.push_back('=');
    append_text_value(line, field.secret ? kRedacted : field.value);
  }
  line.push_back('\n');
  return line;
}

std::string json_line(LogLevel level, std::string_view message, std::span<const LogField> fields) {
  std::string line = "{\"time\":\"";
  append_timestamp(line);
  line.append("\",\"level\":\"").append(level_name(level)).append("\",\"message\":");
  append_quoted(line, message);
  for (const LogField& field : fields) {
    line.push_back(',');
    append_quoted(line, field.name);
    line.push_back(':');
    append_quoted(line, field.secret ? kRedacted : field.value);
  }
  line.append("}\n");
  return line;
}

}  // namespace

Logger::Logger(LogLevel level, LogFormat format, Sink sink)
    : level_(level), format_(format), sink_(sink ? std::move(sink) : Sink(write_to_stderr)) {}

void Logger::log(LogLevel level, std::string_view message, std::span<const LogField> fields) {
  if (!enabled(level)) return;
  const bool json = format_.load(std::memory_order_relaxed) == LogFormat::kJson;
  const std::string line = json ? json_line(level, message, fields) : text_line(level, message, fields);
  const Lock lock(mutex_);
  sink_(line);
}

}  // namespace aipool
