// SPDX-License-Identifier: MIT
#include "core/plugin/host_services.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <utility>
#include <vector>

#include "core/base/ids.h"
#include "core/plugin/abi_view.h"
#include "core/plugin/host_tables.h"

namespace aipool::plugin {
namespace {

HostTable& self(void* ctx) { return *static_cast<HostTable*>(ctx); }

// A level that this host does not know is chatter.
LogLevel level_of(aip_enum level) {
  return level >= AIP_LOG_ERROR && level <= AIP_LOG_DEBUG ? static_cast<LogLevel>(level) : LogLevel::kDebug;
}

template <typename Duration, typename Clock>
auto now() {
  return std::chrono::duration_cast<Duration>(Clock::now().time_since_epoch()).count();
}

std::vector<std::string_view> split(std::string_view list) {
  std::vector<std::string_view> parts;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    parts.push_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return parts;
}

// The functions below are called from C: only std::bad_alloc could come out of them, and noexcept makes it final.

int log_enabled(void* ctx, aip_enum level) noexcept {
  return self(ctx).services().logger().enabled(level_of(level)) ? 1 : 0;
}

void log(void* ctx, aip_enum level, aip_bytes message, const aip_fields* list) noexcept {
  if (log_enabled(ctx, level) == 0) return;
  std::vector<LogField> log_fields{{"plugin", self(ctx).plugin()}};
  if (list != nullptr) {
    for (const aip_field& field : fields(*list)) {
      log_fields.push_back({text(field.name), text(field.value), (field.flags & AIP_FIELD_SECRET) != 0});
    }
  }
  self(ctx).services().logger().log(level_of(level), text(message), log_fields);
}

std::uint64_t mono_ns(void*) noexcept {
  return static_cast<std::uint64_t>(now<std::chrono::nanoseconds, std::chrono::steady_clock>());
}

std::int64_t unix_ms(void*) noexcept { return now<std::chrono::milliseconds, std::chrono::system_clock>(); }

void random(void*, void* out, std::size_t len) noexcept { fill_random({static_cast<std::byte*>(out), len}); }

void uuid(void* ctx, std::uint32_t version, char* out36) noexcept {
  const std::string id = version == 7 ? uuid7(unix_ms(ctx)) : uuid4();
  std::memcpy(out36, id.data(), 36);
}

std::uint32_t intern(void* ctx, aip_bytes id) noexcept { return self(ctx).services().numbers().number(text(id)); }

// A plugin's metrics carry its name, so that two plugins never meet in one.
std::uint32_t metric_id(void* ctx, aip_enum kind, aip_bytes name, aip_bytes label_keys) noexcept {
  std::string full = "aipool_plugin_";
  full.append(self(ctx).plugin()).append("_").append(text(name));
  std::replace(full.begin(), full.end(), '-', '_');
  const auto metric_kind = kind == AIP_METRIC_GAUGE ? MetricRegistry::Kind::kGauge : MetricRegistry::Kind::kCounter;
  return self(ctx).services().metrics().define(metric_kind, full, split(text(label_keys)));
}

void metric_add(void* ctx, std::uint32_t id, double value, const aip_bytes* labels, std::size_t count) noexcept {
  std::vector<std::string_view> values;
  for (const aip_bytes& label : std::span(labels, labels == nullptr ? 0 : count)) values.push_back(text(label));
  self(ctx).services().metrics().add(id, value, values);
}

int cancelled(void*, const void* token) noexcept {
  if (token == nullptr) return 0;
  return static_cast<const std::atomic<bool>*>(token)->load(std::memory_order_relaxed) ? 1 : 0;
}

const void* service(void*, aip_bytes id) noexcept {
  if (text(id) == AIP_SERVICE_HASH) return &hash_service();
  if (text(id) == AIP_SERVICE_BASE64) return &base64_service();
  return nullptr;
}

}  // namespace

HostServices::HostServices(Logger& logger, MetricRegistry& metrics, Watchdog::Settings watch)
    : logger_(logger), metrics_(metrics), watchdog_(logger, metrics, watch) {
  constexpr std::string_view kLabels[] = {"plugin"};
  panics_ = metrics.define(MetricRegistry::Kind::kCounter, "aipool_plugin_panics_total", kLabels);
  pinned_ = metrics.define(MetricRegistry::Kind::kCounter, "aipool_plugin_pinned_total", kLabels);
}

void HostServices::start_threads() {
  reaper_.start();
  watchdog_.start();
}

void HostServices::report_pinned(std::string_view plugin, std::string_view file, std::string_view why) const {
  const std::string_view labels[] = {plugin};
  metrics_.add(pinned_, 1, labels);
  logger_.log(LogLevel::kWarn, "a plugin stays in memory for good", {{"plugin", plugin}, {"file", file}, {"why", why}});
}

void HostServices::report_panic(std::string_view plugin, std::string_view function, std::string_view call_id) const {
  const std::string_view labels[] = {plugin};
  metrics_.add(panics_, 1, labels);
  logger_.log(LogLevel::kError, "a plugin panicked", {{"plugin", plugin}, {"function", function}, {"call", call_id}});
}

HostTable::HostTable(HostServices& services, std::string plugin, aip_enum mode)
    : services_(services), plugin_(std::move(plugin)), table_(sized<aip_host>()) {
  table_.abi_major = AIP_ABI_MAJOR;
  table_.abi_minor = AIP_ABI_MINOR;
  table_.mode = mode;
  table_.ctx = this;
  table_.name = bytes("aipool");
  table_.version = bytes(AIPOOL_VERSION);
  table_.log_enabled = log_enabled;
  table_.log = log;
  table_.mono_ns = mono_ns;
  table_.unix_ms = unix_ms;
  table_.random = random;
  table_.uuid = uuid;
  table_.intern = intern;
  table_.metric_id = metric_id;
  table_.metric_add = metric_add;
  table_.cancelled = cancelled;
  table_.service = service;
}

}  // namespace aipool::plugin
