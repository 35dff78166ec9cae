// SPDX-License-Identifier: MIT
//
// elf_section() finds a named section in the bytes of a shared library.
//
// Flow:      read the file into memory, ask for AIP_MANIFEST_SECTION; nothing of the library runs.
// Threading: pure function.
// Ownership: the section is a span of the file's bytes.
// Errors:    a few words; every offset of the file is checked, so that a damaged or hostile file is only refused.
// Units:     bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "aipool/manifest/elf_file.hpp"

namespace aipool::sdk {

struct ElfSection {
  std::string_view bytes;
  std::string_view error;  // empty: found

  explicit operator bool() const noexcept { return error.empty(); }
};

inline ElfSection elf_section(std::string_view bytes, std::string_view name) noexcept {
  const ElfFile file(bytes);
  if (!file.error().empty()) return {{}, file.error()};
  const Elf64_Ehdr& head = file.head();
  if (head.e_shentsize != sizeof(Elf64_Shdr)) return {{}, "its section table has an unknown form"};
  const std::string_view table = file.slice(head.e_shoff, std::uint64_t{head.e_shnum} * sizeof(Elf64_Shdr));
  if (table.empty()) return {{}, "its section table is missing or lies outside of the file"};
  if (head.e_shstrndx >= head.e_shnum) return {{}, "its section names are missing"};
  const auto names_header = ElfFile::record<Elf64_Shdr>(table, head.e_shstrndx);
  const std::string_view names = file.slice(names_header.sh_offset, names_header.sh_size);
  ElfSection found = {{}, "it has no such section"};
  for (std::size_t i = 0; i < head.e_shnum; ++i) {
    const auto section = ElfFile::record<Elf64_Shdr>(table, i);
    if (ElfFile::name(names, section.sh_name) != name) continue;
    if (found) return {{}, "it has the section more than once"};
    found = {file.slice(section.sh_offset, section.sh_size), {}};
    if (section.sh_type == SHT_NOBITS || found.bytes.empty()) return {{}, "the section lies outside of the file"};
  }
  return found;
}

}  // namespace aipool::sdk
