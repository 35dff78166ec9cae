// SPDX-License-Identifier: MIT
//
// FileBytes is what a file held when it was read: a copy of our own, which no later write to the file changes.
//
// Threading: plain value.
// Ownership: owns the bytes; a view of them lives as long.
// Errors:    the reason of the refusal and the fix, without the file name.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

#include "core/base/result.h"

namespace aipool::plugin {

class FileBytes {
 public:
  // All of the open file, at most 512 MiB.
  static Result<FileBytes> read(int file);

  std::string_view view() const noexcept { return {bytes_.get(), size_}; }

 private:
  FileBytes(std::unique_ptr<char[]> bytes, std::size_t size) noexcept : bytes_(std::move(bytes)), size_(size) {}

  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
};

}  // namespace aipool::plugin
