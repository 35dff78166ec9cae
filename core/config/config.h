// SPDX-License-Identifier: MIT
//
// Config is the whole configuration as plain structs, with the default of every key.
//
// Flow:      load() fills it from both files and the environment; the snapshot builder reads it.
// Threading: plain values, constant once loaded.
// Ownership: owns everything; credentials are Secrets, also where only a part is one (proxies, header values).
// Errors:    none here; a Config that came with faults must not be used.
// Units:     durations are std::chrono types, sizes bytes, the retry budget percent. Empty strings and paths mean
//            "not set"; a limit of 0 means no limit.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/secret.h"
#include "core/config/diagnostics.h"
#include "core/config/value.h"

namespace aipool::config {

// The keys this layer does not know, for check_options() and the tables of plugins: every key of an account that
// AccountConfig does not name (project_id is one: only some providers have it), or a plugin's `config`.
struct RawOptions {
  std::vector<Entry> entries;
  Position position;                        // of the account or plugin
  std::vector<std::string_view> host_keys;  // what else may stand in the same map
};

struct ProxyConfig {
  Secret address;  // http://, socks5:// or socks5h://; of an account also "direct"; empty: not set
  Position position;
};

struct TlsFiles {
  std::filesystem::path certificate_file;
  std::filesystem::path private_key_file;
  Position position;
};

struct ServerConfig {
  std::string host = "127.0.0.1";  // an address without brackets, or a name
  std::uint16_t port = 3000;       // 0: any free one
  TlsFiles tls;
  bool watch = true;  // for changes of the files
  std::chrono::milliseconds drain = std::chrono::seconds(30);  // for requests in flight when the server stops
  std::chrono::milliseconds drain_delay{0};                    // before that it serves on, and says that it will stop
};

struct AuthConfig {
  std::vector<Secret> api_keys;  // empty: no authentication, on loopback only
  Secret admin_key;
};

enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarn, kError };
enum class LogFormat : std::uint8_t { kText, kJson };

struct LogConfig {
  LogLevel level = LogLevel::kInfo;
  LogFormat format = LogFormat::kText;
};

struct HealthCheck {
  bool enabled = false;
  std::chrono::milliseconds interval = std::chrono::minutes(10);
  std::uint32_t max_error_count = 3;
};

struct Affinity {
  bool enabled = false;
  std::chrono::milliseconds ttl = std::chrono::minutes(5);
};

struct Timeouts {
  std::chrono::milliseconds head = std::chrono::seconds(10);
  std::chrono::milliseconds connect = std::chrono::seconds(5);
  std::chrono::milliseconds first_content = std::chrono::seconds(8);
  std::chrono::milliseconds last_content = std::chrono::seconds(120);
  std::chrono::milliseconds idle = std::chrono::seconds(60);
  std::chrono::milliseconds total = std::chrono::minutes(30);
  std::chrono::milliseconds head_hold = std::chrono::seconds(10);
};

struct Limits {
  std::uint64_t body = 32ULL << 20U;
  std::uint64_t head = 32ULL << 10U;
  std::uint64_t in_flight = 512ULL << 20U;
};

struct Retry {
  std::uint32_t attempts = 3;
  unsigned budget_percent = 20;
};

struct Cors {
  std::vector<std::string> origins;  // http(s)://host[:port], or "*"
};

struct PluginEntry {
  std::string name;
  std::filesystem::path path;  // empty: NAME in plugin_dir
  std::string sha256;
  RawOptions options;
  Position position;
};

struct HeaderConfig {
  std::string name;
  Secret value;
};

struct AccountConfig {
  std::string uuid;  // unique among all pools; PROVIDER-N (counted from 1) where the file gives none
  std::string name;  // the uuid where the file gives none
  bool enabled = true;
  bool check_health = true;
  std::string check_model;
  std::string base_url;  // without a slash at its end; empty: the provider's own
  std::string auth_base_url;
  std::string protocol;  // empty: the provider's own
  Secret api_key;
  std::filesystem::path oauth_creds_file_path;
  std::vector<std::string> models;  // names and patterns with *; empty: what the upstream lists
  std::string default_model;
  std::vector<std::string> not_supported_models;
  std::uint32_t concurrency_limit = 0;
  std::uint32_t queue_limit = 0;
  std::vector<HeaderConfig> headers;
  ProxyConfig proxy;
  std::filesystem::path tls_ca_file;
  RawOptions options;
  Position position;
};

struct PoolConfig {
  std::string provider;
  std::vector<AccountConfig> accounts;
  Position position;
};

struct FallbackTarget {
  std::string provider;
  std::string model;  // empty: the model asked for
  Position position;
};

struct FallbackChain {
  std::string provider;
  std::vector<FallbackTarget> targets;
};

struct ModelFallback {
  std::string model;
  FallbackTarget target;
};

// A name of the operator's own for a model.
struct ModelAlias {
  std::string name;
  FallbackTarget target;  // of any pool, where it names none
};

struct PoolsConfig {  // provider-pools.yaml, all in file order
  std::vector<ModelAlias> model_aliases;
  std::vector<FallbackChain> fallback_chains;
  std::vector<ModelFallback> model_fallbacks;
  std::vector<PoolConfig> pools;
};

struct Config : PoolsConfig {
  ServerConfig server;
  AuthConfig auth;
  LogConfig log;
  std::string default_provider;
  std::filesystem::path provider_pools_file;  // as found; empty: there is none
  HealthCheck health_check;
  Affinity affinity;
  Timeouts timeouts;
  Limits limits;
  Retry retry;
  Cors cors;
  ProxyConfig proxy;
  std::vector<std::string> no_proxy;  // hosts, .suffixes, addresses, blocks of addresses, or *
  std::filesystem::path state_dir;    // empty: not set, and neither XDG_STATE_HOME nor HOME is
  bool ollama_root = false;
  std::filesystem::path plugin_dir;  // empty: the installed folder
  std::vector<PluginEntry> plugins;  // empty: those that routes and pools need
};

}  // namespace aipool::config
