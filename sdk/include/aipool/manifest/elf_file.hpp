// SPDX-License-Identifier: MIT
//
// ElfFile reads the tables of a shared library (ELF, 64 bits, little endian) without trusting an offset of it.
//
// Flow:      read the file into memory; error() first, then tables by slice() and record().
// Threading: pure functions.
// Ownership: everything is a span of the file's bytes.
// Errors:    error() has a few words; what lies outside of the file is empty.
// Units:     bytes.
#pragma once

#include <elf.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace aipool::sdk {

class ElfFile {
 public:
  explicit ElfFile(std::string_view file) noexcept : file_(file), error_(check()) {}

  std::string_view error() const noexcept { return error_; }  // empty: a library
  // REQUIRES: error() is empty.
  const Elf64_Ehdr& head() const noexcept { return head_; }

  // Empty when any of it lies outside of the file.
  std::string_view slice(std::uint64_t offset, std::uint64_t size) const noexcept {
    if (offset > file_.size() || size > file_.size() - offset) return {};
    return file_.substr(offset, size);
  }

  // REQUIRES: the table holds it. Tables of damaged files are not aligned.
  template <typename Record>
  static Record record(std::string_view table, std::size_t index) noexcept {
    static_assert(std::is_trivially_copyable_v<Record>);
    Record record;
    std::memcpy(&record, table.data() + index * sizeof record, sizeof record);
    return record;
  }

  // Up to its NUL; empty when it starts outside of the table or does not end in it.
  static std::string_view name(std::string_view names, std::uint64_t offset) noexcept {
    if (offset >= names.size()) return {};
    const std::string_view rest = names.substr(offset);
    const std::size_t end = rest.find('\0');
    return end == std::string_view::npos ? std::string_view() : rest.substr(0, end);
  }

 private:
  std::string_view check() noexcept {
    if (file_.size() < sizeof head_) return "it is too short for a library";
    std::memcpy(&head_, file_.data(), sizeof head_);
    if (std::memcmp(head_.e_ident, ELFMAG, SELFMAG) != 0) return "it is no ELF file";
    if (head_.e_ident[EI_CLASS] != ELFCLASS64 || head_.e_ident[EI_DATA] != ELFDATA2LSB) {
      return "it is not for a 64-bit little-endian machine";
    }
    return head_.e_type == ET_DYN ? "" : "it is no shared library";
  }

  std::string_view file_;
  Elf64_Ehdr head_{};
  std::string_view error_;
};

}  // namespace aipool::sdk
