// SPDX-License-Identifier: MIT
//
// FakeHost is a host without a server: its clock, random bytes and ids are the same in every run.
//
// Flow:      FakeHost host; kit::Plugin plugin = kit::Plugin::load("echo.so", host);
// Threading: one thread.
// Ownership: must outlive the plugins that were created with it, and stay where it is.
// Errors:    none.
// Units:     milliseconds; the clock starts at 2024-01-01 and moves by advance() only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aipool/abi/host.h"
#include "aipool/kit/base64.hpp"
#include "aipool/kit/hash.hpp"
#include "aipool/sdk/bytes.hpp"

namespace aipool::kit {

struct LogLine {
  aip_enum level;
  std::string message;
  std::vector<std::pair<std::string, std::string>> fields;
};

class FakeHost {
 public:
  FakeHost() { fill(); }
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  const aip_host* table() const noexcept { return &table_; }
  std::uint32_t intern(std::string_view protocol_id) {
    const auto found = std::find(protocols_.begin(), protocols_.end(), protocol_id);
    if (found != protocols_.end()) return static_cast<std::uint32_t>(found - protocols_.begin()) + 1;
    protocols_.emplace_back(protocol_id);
    return static_cast<std::uint32_t>(protocols_.size());
  }
  void advance(std::uint64_t ms) noexcept { elapsed_ms_ += ms; }
  std::int64_t unix_ms() const noexcept { return kStart + static_cast<std::int64_t>(elapsed_ms_); }

  const std::vector<LogLine>& log() const noexcept { return log_; }
  const std::map<std::string, double>& metrics() const noexcept { return metrics_; }
  aip_enum log_level = AIP_LOG_DEBUG;
  bool cancelled = false;

 private:
  static constexpr std::int64_t kStart = 1'704'067'200'000;

  static FakeHost& of(void* ctx) noexcept { return *static_cast<FakeHost*>(ctx); }

  void fill() {
    table_.struct_size = sizeof table_;
    table_.abi_major = AIP_ABI_MAJOR;
    table_.abi_minor = AIP_ABI_MINOR;
    table_.mode = AIP_MODE_SERVE;
    table_.ctx = this;
    table_.name = sdk::bytes("aipool-kit");
    table_.version = sdk::bytes("1.0");
    table_.log_enabled = [](void* ctx, aip_enum level) { return level <= of(ctx).log_level ? 1 : 0; };
    table_.log = [](void* ctx, aip_enum level, aip_bytes message, const aip_fields* fields) {
      LogLine line = {level, std::string(sdk::view(message)), {}};
      if (fields != nullptr) {
        for (const aip_field& f : sdk::span(*fields)) line.fields.emplace_back(sdk::view(f.name), sdk::view(f.value));
      }
      of(ctx).log_.push_back(std::move(line));
    };
    table_.mono_ns = [](void* ctx) { return of(ctx).elapsed_ms_ * 1'000'000; };
    table_.unix_ms = [](void* ctx) { return of(ctx).unix_ms(); };
    table_.random = [](void* ctx, void* out, std::size_t len) {
      auto* bytes = static_cast<unsigned char*>(out);
      for (std::size_t i = 0; i < len; ++i) bytes[i] = static_cast<unsigned char>(of(ctx).next() >> 56);
    };
    table_.uuid = [](void* ctx, std::uint32_t version, char* out) {
      char text[37];
      std::snprintf(text, sizeof text, "00000000-0000-%u000-8000-%012llx", version % 10,
                    static_cast<unsigned long long>(++of(ctx).uuids_) & 0xffffffffffffull);
      std::memcpy(out, text, 36);
    };
    table_.intern = [](void* ctx, aip_bytes id) { return of(ctx).intern(sdk::view(id)); };
    table_.metric_id = [](void* ctx, aip_enum, aip_bytes name, aip_bytes) {
      of(ctx).metric_names_.emplace_back(sdk::view(name));
      return static_cast<std::uint32_t>(of(ctx).metric_names_.size());
    };
    table_.metric_add = [](void* ctx, std::uint32_t id, double value, const aip_bytes* labels, std::size_t count) {
      std::string series = of(ctx).metric_names_.at(id - 1);
      for (std::size_t i = 0; i < count; ++i) series.append(",").append(sdk::view(labels[i]));
      of(ctx).metrics_[series] += value;
    };
    table_.cancelled = [](void* ctx, const void*) { return of(ctx).cancelled ? 1 : 0; };
    table_.service = [](void*, aip_bytes id) -> const void* {
      if (sdk::view(id) == AIP_SERVICE_HASH) return hash_service();
      if (sdk::view(id) == AIP_SERVICE_BASE64) return base64_service();
      return nullptr;
    };
  }

  std::uint64_t next() noexcept { return seed_ = seed_ * 6364136223846793005u + 1442695040888963407u; }

  aip_host table_{};
  std::uint64_t elapsed_ms_ = 0;
  std::uint64_t seed_ = 1;
  std::uint64_t uuids_ = 0;
  std::vector<std::string> protocols_;
  std::vector<LogLine> log_;
  std::vector<std::string> metric_names_;
  std::map<std::string, double> metrics_;
};

}  // namespace aipool::kit
