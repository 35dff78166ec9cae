// SPDX-License-Identifier: MIT
//
// TlsCertificates is the server's certificate chain and private key, loaded anew when their files change.
//
// Flow:      the listener makes each client's connection from the newest; serve() calls refresh() now and then.
// Threading: new_connection() from any loop; refresh() from one other thread.
// Ownership: shared by the listeners; connections keep the certificate that they began with.
// Errors:    load() and refresh() report files that cannot be used (kInvalidRequest, source kConfig, with the fix);
// what
//            was in use stays.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/base/mutex.h"
#include "core/base/result.h"
#include "core/http/openssl.h"

namespace aipool::http {

class TlsCertificates {
 public:
  enum class Change : std::uint8_t { kNone, kLoaded };

  // The certificate file holds the server's own first, then its chain; both are PEM.
  static Result<std::shared_ptr<TlsCertificates>> load(const std::filesystem::path& certificate_file,
                                                       const std::filesystem::path& private_key_file);

  // On the server's side, or NULL when memory is short.
  SslConnection new_connection() const;

  // Looks whether the files have changed. Files that cannot be used are reported once.
  Result<Change> refresh();

 private:
  TlsCertificates(std::filesystem::path certificate_file, std::filesystem::path private_key_file);
  std::string seen_on_disk() const;

  const std::filesystem::path certificate_file_;
  const std::filesystem::path private_key_file_;
  std::string looked_at_;  // what the files were when they were last read
  mutable Mutex mutex_;
  SslContext context_ AIPOOL_GUARDED_BY(mutex_);
};

}  // namespace aipool::http
