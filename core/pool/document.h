// SPDX-License-Identifier: MIT
//
// Documents are small files that hold credentials: read whole, replaced whole, so that a reader and a crash see the
// old text or the new one and nothing between.
//
// Flow:      a run of a credential machine reads and writes; stamp_of() tells whether another program has written
//            since.
// Threading: safe from any thread; every call may wait for the disk, so that no request's loop makes one.
// Ownership: texts are Secrets.
// Errors:    kPermission or kInternal, source kConfig; the detail names the file and the reason, never its text.
// Units:     bytes, nanoseconds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "core/base/result.h"
#include "core/base/secret.h"

namespace aipool::pool {

inline constexpr std::size_t kDocumentMax = std::size_t{1} << 20;

// Nothing: there is no such file. A file that is too long or no file at all is an error.
Result<std::optional<Secret>> read_document(const std::filesystem::path& file);

// Mode 0600, on the disk when it returns. A file that is replaced keeps its owner, a symbolic link stays one.
// Folders that are missing are made, for this user alone. REQUIRES: the caller holds the document's lock
// (document_lock.h), if another process may write.
Result<void> write_document(const std::filesystem::path& file, std::string_view text);

// So that a lock or a document can be made there.
Result<void> make_folder_of(const std::filesystem::path& file);

// Which version of the file is there.
struct DocumentStamp {
  bool exists = false;
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t changed_ns = 0;

  bool operator==(const DocumentStamp&) const = default;
};

DocumentStamp stamp_of(const std::filesystem::path& file) noexcept;

// Other users of this machine may read or write it.
bool is_open_to_others(const std::filesystem::path& file) noexcept;

// What stands in a message when a call to the system failed: "FILE: could not WHAT: REASON".
Error document_error(const std::filesystem::path& file, std::string_view what, int reason);

}  // namespace aipool::pool
