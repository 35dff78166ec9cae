// SPDX-License-Identifier: MIT
//
// Host is a view of the services of the host.
//
// Flow:      passed to the plugin's constructor, kept by whoever needs it.
// Threading: every function is safe from any thread, but metric() and service(), which belong in the constructor.
// Ownership: a copy is a pointer; the host outlives the plugin.
// Errors:    none; a service that the host does not have is NULL.
// Units:     nanoseconds and milliseconds, as the names say.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "aipool/abi/host.h"
#include "aipool/sdk/bytes.hpp"

namespace aipool::sdk {

class Host {
 public:
  explicit Host(const aip_host* host) noexcept : host_(host) {}

  bool logs(aip_enum level) const { return host_->log_enabled(host_->ctx, level) != 0; }
  // Never a credential or a prompt.
  void log(aip_enum level, std::string_view message, std::span<const aip_field> items = {}) const {
    if (!logs(level)) return;
    const aip_fields all = fields(items);
    host_->log(host_->ctx, level, bytes(message), &all);
  }

  std::uint64_t mono_ns() const { return host_->mono_ns(host_->ctx); }
  std::int64_t unix_ms() const { return host_->unix_ms(host_->ctx); }
  void random(std::span<unsigned char> out) const { host_->random(host_->ctx, out.data(), out.size()); }
  std::string uuid(std::uint32_t version = 4) const {
    std::array<char, 36> text{};
    host_->uuid(host_->ctx, version, text.data());
    return {text.data(), text.size()};
  }
  // Small stable number of a protocol id.
  std::uint32_t intern(std::string_view protocol_id) const { return host_->intern(host_->ctx, bytes(protocol_id)); }

  std::uint32_t metric(aip_enum kind, std::string_view name, std::string_view label_keys) const {
    return host_->metric_id(host_->ctx, kind, bytes(name), bytes(label_keys));
  }
  void add(std::uint32_t metric, double value, std::span<const aip_bytes> labels = {}) const {
    host_->metric_add(host_->ctx, metric, value, labels.data(), labels.size());
  }

  const aip_hash_service* hash() const { return service<aip_hash_service>(AIP_SERVICE_HASH); }
  const aip_base64_service* base64() const { return service<aip_base64_service>(AIP_SERVICE_BASE64); }
  template <class Service>
  const Service* service(std::string_view id) const {
    return static_cast<const Service*>(host_->service(host_->ctx, bytes(id)));
  }

  bool probing() const noexcept { return host_->mode == AIP_MODE_PROBE; }
  const aip_host* raw() const noexcept { return host_; }

 private:
  const aip_host* host_;
};

}  // namespace aipool::sdk
