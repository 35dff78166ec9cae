// SPDX-License-Identifier: MIT
//
// TlsTrust decides which upstream certificates are believed: those of the system's authorities, or of one file's.
//
// Flow:      TlsTrusts gives each account's, when a snapshot is built, and the same again as long as the file says the
//            same; start_tls() makes connections from it.
// Threading: immutable; shared by all loops.
// Ownership: shared by the endpoints that use it.
// Errors:    of() reports a file that holds no certificate (kInvalidRequest, source kConfig).
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
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

// One thread.
class TlsTrusts {
 public:
  // `ca_file` empty: the system's authorities, read once. A file stands in their place, not beside them.
  Result<std::shared_ptr<const TlsTrust>> of(const std::filesystem::path& ca_file);

 private:
  struct Known {
    std::string content;  // of the file
    std::shared_ptr<const TlsTrust> trust;
  };
  std::map<std::filesystem::path, Known> known_;
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
