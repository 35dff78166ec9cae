// SPDX-License-Identifier: MIT
#include "core/config/config_file.h"

#include "core/config/section.h"

namespace aipool::config {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

void read_server(Section section, const Paths& paths, ServerConfig& server) {
  section.text("host", server.host, host_rule);
  section.integer("port", server.port, 0, 65535);
  Section tls = section.section("tls");
  tls.path("certificate_file", server.tls.certificate_file, paths);
  tls.path("private_key_file", server.tls.private_key_file, paths);
  server.tls.position = tls.position();
  if (server.tls.certificate_file.empty() != server.tls.private_key_file.empty())
    section.fault(tls.position(), "tls", "only one of its two files is usable",
                  "give both certificate_file and private_key_file, or neither");
  tls.finish();
  section.boolean("watch", server.watch);
  section.duration("drain", server.drain, milliseconds(0), hours(24));
  section.duration("drain_delay", server.drain_delay, milliseconds(0), hours(1));
  section.finish();
}

void read_auth(Section section, AuthConfig& auth, Faults& faults) {
  Secret one;
  section.secret("api_key", one);
  if (!one.empty()) auth.api_keys.push_back(one);
  if (const Value* keys = section.take_list("api_keys")) {
    if (!one.empty()) section.fault(keys->position, "api_keys", "stands beside api_key", "put all keys into api_keys");
    for (const Value& key : keys->items)
      if (const std::string* text = text_by_rule(key, section.path_of("api_keys"), secret_rule, faults))
        auth.api_keys.emplace_back(*text);
  }
  section.secret("admin_key", auth.admin_key);
  section.finish();
}

void read_log(Section section, LogConfig& log) {
  section.choice(
      "level", log.level,
      {{"debug", LogLevel::kDebug}, {"info", LogLevel::kInfo}, {"warn", LogLevel::kWarn}, {"error", LogLevel::kError}});
  section.choice("format", log.format, {{"text", LogFormat::kText}, {"json", LogFormat::kJson}});
  section.finish();
}

void read_health_check(Section section, HealthCheck& health_check) {
  section.boolean("enabled", health_check.enabled);
  section.duration("interval", health_check.interval, seconds(1), hours(24));
  section.integer("max_error_count", health_check.max_error_count, 1, 1000);
  section.finish();
}

void read_affinity(Section section, Affinity& affinity) {
  section.boolean("enabled", affinity.enabled);
  section.duration("ttl", affinity.ttl, seconds(1), hours(24));
  section.finish();
}

void read_timeouts(Section section, Timeouts& timeouts) {
  constexpr milliseconds kMin(1);
  section.duration("head", timeouts.head, kMin, hours(1));
  section.duration("connect", timeouts.connect, kMin, hours(1));
  section.duration("first_content", timeouts.first_content, kMin, hours(24));
  section.duration("last_content", timeouts.last_content, kMin, hours(24));
  section.duration("idle", timeouts.idle, kMin, hours(24));
  section.duration("total", timeouts.total, kMin, hours(24));
  section.duration("head_hold", timeouts.head_hold, milliseconds(0), hours(24));
  section.finish();
}

void read_limits(Section section, Limits& limits) {
  constexpr std::uint64_t kKiB = 1ULL << 10U;
  constexpr std::uint64_t kGiB = 1ULL << 30U;
  section.size("body", limits.body, kKiB, 4 * kGiB);
  section.size("head", limits.head, kKiB, kKiB * kKiB);
  section.size("in_flight", limits.in_flight, kKiB, 1024 * kGiB);
  if (limits.in_flight < limits.body)
    section.fault(section.position(), "in_flight", "is smaller than limits.body",
                  "let it hold at least one whole body");
  section.finish();
}

void read_retry(Section section, Retry& retry) {
  section.integer("attempts", retry.attempts, 1, 20);
  section.percent("budget", retry.budget_percent);
  section.finish();
}

void read_cors(Section section, Cors& cors) {
  section.texts("origins", cors.origins, origin_rule);
  section.finish();
}

}  // namespace

void read_config_file(const Value& root, const Paths& paths, Config& config, Faults& faults) {
  Section section(root, "", faults);
  read_server(section.section("server"), paths, config.server);
  read_auth(section.section("auth"), config.auth, faults);
  read_log(section.section("log"), config.log);
  section.text("default_provider", config.default_provider, plugin_name_rule);
  section.path("provider_pools_file", config.provider_pools_file, paths);
  read_health_check(section.section("health_check"), config.health_check);
  read_affinity(section.section("affinity"), config.affinity);
  read_timeouts(section.section("timeouts"), config.timeouts);
  read_limits(section.section("limits"), config.limits);
  read_retry(section.section("retry"), config.retry);
  read_cors(section.section("cors"), config.cors);
  section.secret("proxy", config.proxy.address, proxy_rule, &config.proxy.position);
  section.texts("no_proxy", config.no_proxy, no_proxy_rule);
  std::string state_dir;
  section.text("state_dir", state_dir);
  if (!state_dir.empty()) config.state_dir = paths.existing_or_new(state_dir);
  section.boolean("ollama_root", config.ollama_root);
  section.path("plugin_dir", config.plugin_dir, paths);
  if (const Value* plugins = section.take_list("plugins")) config.plugins = read_plugins(*plugins, paths, faults);
  section.finish();
}

}  // namespace aipool::config
