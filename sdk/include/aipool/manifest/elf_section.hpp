// SPDX-License-Identifier: MIT
//
// elf_section() finds a named section in the bytes of a shared library (ELF, 64 bits, little endian).
//
// Flow:      read the file into memory, ask for AIP_MANIFEST_SECTION; nothing of the library runs.
// Threading: pure function.
// Ownership: the section is a span of the file's bytes.
// Errors:    a few words; every offset of the file is checked, so that a damaged or hostile file is only refused.
// Units:     bytes.
#pragma once

#include <elf.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace aipool::sdk {

struct ElfSection {
  std::string_view bytes;
  std::string_view error;  // empty: found

  explicit operator bool() const noexcept { return error.empty(); }
};

namespace detail {

class ElfFile {
 public:
  explicit ElfFile(std::string_view file) noexcept : file_(file) {}

  ElfSection find(std::string_view name) const noexcept {
    Elf64_Ehdr head;
    if (const std::string_view fault = check(head); !fault.empty()) return {{}, fault};
    const std::string_view table = slice(head.e_shoff, std::uint64_t{head.e_shnum} * sizeof(Elf64_Shdr));
    if (table.empty()) return {{}, "its section table is missing or lies outside of the file"};
    if (head.e_shstrndx >= head.e_shnum) return {{}, "its section names are missing"};
    const Elf64_Shdr names_header = header(table, head.e_shstrndx);
    const std::string_view names = slice(names_header.sh_offset, names_header.sh_size);
    ElfSection found = {{}, "it has no such section"};
    for (std::size_t i = 0; i < head.e_shnum; ++i) {
      const Elf64_Shdr section = header(table, i);
      if (!has_name(names, section.sh_name, name)) continue;
      if (found) return {{}, "it has the section more than once"};
      found = {slice(section.sh_offset, section.sh_size), {}};
      if (section.sh_type == SHT_NOBITS || found.bytes.empty()) return {{}, "the section lies outside of the file"};
    }
    return found;
  }

 private:
  std::string_view check(Elf64_Ehdr& head) const noexcept {
    if (file_.size() < sizeof head) return "it is too short for a library";
    std::memcpy(&head, file_.data(), sizeof head);
    if (std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0) return "it is no ELF file";
    if (head.e_ident[EI_CLASS] != ELFCLASS64 || head.e_ident[EI_DATA] != ELFDATA2LSB) {
      return "it is not for a 64-bit little-endian machine";
    }
    if (head.e_type != ET_DYN) return "it is no shared library";
    if (head.e_shentsize != sizeof(Elf64_Shdr)) return "its section table has an unknown form";
    return {};
  }

  // Empty when any of it lies outside of the file.
  std::string_view slice(std::uint64_t offset, std::uint64_t size) const noexcept {
    if (offset > file_.size() || size > file_.size() - offset) return {};
    return file_.substr(offset, size);
  }

  static Elf64_Shdr header(std::string_view table, std::size_t index) noexcept {
    Elf64_Shdr section;
    std::memcpy(&section, table.data() + index * sizeof section, sizeof section);
    return section;
  }

  // The name in the table ends in NUL.
  static bool has_name(std::string_view names, std::uint32_t offset, std::string_view name) noexcept {
    if (offset >= names.size()) return false;
    const std::string_view rest = names.substr(offset);
    return rest.size() > name.size() && rest.starts_with(name) && rest[name.size()] == '\0';
  }

  std::string_view file_;
};

}  // namespace detail

inline ElfSection elf_section(std::string_view file, std::string_view name) noexcept {
  return detail::ElfFile(file).find(name);
}

}  // namespace aipool::sdk
