// SPDX-License-Identifier: MIT
//
// TlsTrust decides which upstream certificates are believed: those of the system's authorities, or of one file's.
//
// Flow:      TlsTrusts gives each account's, when a snapshot is built; start_tls() makes connections from it.
// Threading: immutable; shared by all loops.
// Ownership: shared by the endpoints that use it.
// Errors:    of() reports a file that holds no certificate (kInvalidRequest, source kConfig).
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "core/base/result.h"
#include "core/http/openssl.h"

namespace aipool::http {

class TlsTrust {
 public:
  explicit TlsTrust(SslContext context) noexcept : context_(std::move(context)) {}

  ssl_ctx_st* context() const noexcept { return context_.get(); }

 private:
  const SslContext context_;
};

// Each file is read once. One thread.
class TlsTrusts {
 public:
  // `ca_file` empty: the system's authorities. A file stands in their place, not beside them.
  Result<std::shared_ptr<const TlsTrust>> of(const std::filesystem::path& ca_file);

 private:
  std::map<std::filesystem::path, std::shared_ptr<const TlsTrust>> known_;
};

// The sessions that an endpoint's server offered to resume; a handshake then costs a third. One loop.
class TlsSessions {
 public:
  SslSession take() noexcept;     // the newest, or none: each is used once, so that nobody can link two connections
  void keep(SslSession session);  // beyond a few the oldest goes

 private:
  std::vector<SslSession> sessions_;
};

}  // namespace aipool::http
