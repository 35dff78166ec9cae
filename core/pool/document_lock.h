// SPDX-License-Identifier: MIT
//
// DocumentLock keeps other processes from a credential document: other servers by the host's own lock, the vendor's
// tools by theirs.
//
// Flow:      try_take() until it gives a lock or the caller's patience ends; keep_fresh() every few seconds;
//            dropped at the end of the run. Nothing here waits for a lock.
// Threading: one thread at a time.
// Ownership: owns both locks. A process that is killed loses the host's lock at once, and the vendor's when it is
//            stale.
// Errors:    as document.h.
// The host's lock is a lock of the kernel on the file .NAME.aipool-lock beside the document, which stays there. The
// vendor's is a file that exists for as long as it is held; one that nobody has touched for kStale is taken over.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/plugin/descriptor.h"

namespace aipool::pool {

class DocumentLock {
 public:
  static constexpr std::chrono::seconds kStale{10};

  // Nothing: another process has it. `vendor_file`: a bare name beside the document; empty: the vendor has none.
  static Result<std::optional<DocumentLock>> try_take(const std::filesystem::path& document,
                                                      std::string_view vendor_file);

  DocumentLock(DocumentLock&& other) noexcept;
  DocumentLock& operator=(DocumentLock&& other) noexcept;  // what it held goes with `other`
  DocumentLock(const DocumentLock&) = delete;
  DocumentLock& operator=(const DocumentLock&) = delete;
  ~DocumentLock();

  void keep_fresh() const noexcept;

 private:
  DocumentLock(plugin::Descriptor own, std::filesystem::path vendor_path, plugin::Descriptor vendor) noexcept;

  plugin::Descriptor own_;
  std::filesystem::path vendor_path_;
  plugin::Descriptor vendor_;
};

}  // namespace aipool::pool
