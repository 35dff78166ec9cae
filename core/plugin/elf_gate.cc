// SPDX-License-Identifier: MIT
#include "core/plugin/elf_gate.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "aipool/manifest/elf_file.hpp"
#include "core/plugin/build_kind.h"
#include "core/plugin/names.h"
#include "core/plugin/table_checks.h"

namespace aipool::plugin {
namespace {

using sdk::ElfFile;

constexpr std::string_view kEntryName = "aipool_plugin_v1";
constexpr std::size_t kSegmentsMax = 128;
constexpr std::string_view kCopyAgain = "; it was cut short or damaged: copy or build it again";
constexpr std::string_view kUseRecipe = "; link it by the SDK's recipe: -Wl,--version-script=plugin.map";

// By what stands before ".so". The loader itself is named by some toolchains.
constexpr std::array<std::string_view, 8> kMayNeed{"libc",   "libm",      "libstdc++", "libgcc_s",
                                                   "libc++", "libc++abi", "libunwind", "ld-linux-x86-64"};
constexpr std::array<std::string_view, 8> kRuntimes{"libasan", "libubsan", "libtsan",    "liblsan",
                                                    "libdl",   "librt",    "libpthread", "libresolv"};

constexpr std::array<std::string_view, 9> kOutliving{"pthread_create", "thrd_create", "clone",  "pthread_key_create",
                                                     "tss_create",     "sigaction",   "signal", "pthread_atfork",
                                                     "timer_create"};
constexpr std::string_view kStdThread = "_ZNSt6thread15_M_start_thread";  // std::thread of libstdc++

template <typename List>
bool contains(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

bool may_need(std::string_view library) {
  const std::string_view stem = library.substr(0, library.find(".so"));
  if (contains(kMayNeed, stem)) return true;
  return kSanitized && (contains(kRuntimes, stem) || stem.starts_with("libclang_rt."));
}

// What the dynamic section says; addresses are those of the mapped library.
struct Dynamic {
  std::vector<std::uint64_t> needed;
  std::uint64_t names = 0;
  std::uint64_t names_size = 0;
  std::uint64_t symbols = 0;
  std::uint64_t symbol_size = sizeof(Elf64_Sym);
  std::uint64_t hash = 0;
  std::uint64_t gnu_hash = 0;
  std::uint64_t flags = 0;
  std::uint64_t flags_1 = 0;
  bool text_relocations = false;
  bool search_path = false;
  bool filter = false;
};

class Gate {
 public:
  explicit Gate(std::string_view bytes) : file_(bytes) {}

  Result<ElfFacts> check() {
    if (!file_.error().empty()) return refused("is no plugin: " + std::string(file_.error()));
    if (file_.head().e_machine != EM_X86_64) {
      return refused("is for another processor (ELF machine " + std::to_string(file_.head().e_machine) +
                     "); build it for x86-64");
    }
    using Step = Result<void> (Gate::*)();
    for (const Step step :
         {&Gate::read_segments, &Gate::read_dynamic, &Gate::check_flags, &Gate::check_needed, &Gate::check_symbols}) {
      if (auto passed = (this->*step)(); !passed) return std::move(passed).error();
    }
    return std::move(facts_);
  }

 private:
  Result<void> read_segments() {
    const Elf64_Ehdr& head = file_.head();
    const std::string_view table = file_.slice(head.e_phoff, std::uint64_t{head.e_phnum} * sizeof(Elf64_Phdr));
    if (head.e_phentsize != sizeof(Elf64_Phdr) || table.empty() || head.e_phnum > kSegmentsMax) {
      return refused("its program headers lie outside of the file" + std::string(kCopyAgain));
    }
    bool stack_is_said = false;
    for (std::size_t i = 0; i < head.e_phnum; ++i) {
      const auto segment = ElfFile::record<Elf64_Phdr>(table, i);
      if (segment.p_type == PT_GNU_STACK) stack_is_said = (segment.p_flags & PF_X) == 0;
      if (segment.p_type == PT_DYNAMIC) dynamic_segment_ = segment;
      if (segment.p_type != PT_LOAD) continue;
      const bool fits = segment.p_filesz == 0 || !file_.slice(segment.p_offset, segment.p_filesz).empty();
      if (!fits || segment.p_filesz > segment.p_memsz || segment.p_vaddr > UINT64_MAX - segment.p_memsz) {
        return refused("a segment of it lies outside of the file" + std::string(kCopyAgain));
      }
      loaded_.push_back(segment);
    }
    // A library that does not say is given one, too.
    if (!stack_is_said) return refused("wants an executable stack; link it with -Wl,-z,noexecstack");
    return {};
  }

  Result<void> read_dynamic() {
    // Where it is mapped, which is what the loader goes by.
    const std::string_view table =
        dynamic_segment_ ? mapped(dynamic_segment_->p_vaddr, dynamic_segment_->p_filesz) : std::string_view();
    if (table.empty()) return refused("its dynamic section is missing" + std::string(kCopyAgain));
    for (std::size_t i = 0; i < table.size() / sizeof(Elf64_Dyn); ++i) {
      const auto entry = ElfFile::record<Elf64_Dyn>(table, i);
      if (entry.d_tag == DT_NULL) break;
      take(entry);
    }
    names_ = mapped(dynamic_.names, dynamic_.names_size);
    if (names_.empty()) return refused("its dynamic strings lie outside of the file" + std::string(kCopyAgain));
    return {};
  }

  void take(const Elf64_Dyn& entry) {
    const std::uint64_t value = entry.d_un.d_val;
    switch (entry.d_tag) {
      case DT_NEEDED:
        dynamic_.needed.push_back(value);
        break;
      case DT_STRTAB:
        dynamic_.names = value;
        break;
      case DT_STRSZ:
        dynamic_.names_size = value;
        break;
      case DT_SYMTAB:
        dynamic_.symbols = value;
        break;
      case DT_SYMENT:
        dynamic_.symbol_size = value;
        break;
      case DT_HASH:
        dynamic_.hash = value;
        break;
      case DT_GNU_HASH:
        dynamic_.gnu_hash = value;
        break;
      case DT_FLAGS:
        dynamic_.flags = value;
        break;
      case DT_FLAGS_1:
        dynamic_.flags_1 = value;
        break;
      case DT_TEXTREL:
        dynamic_.text_relocations = true;
        break;
      case DT_RPATH:
      case DT_RUNPATH:
        dynamic_.search_path = true;
        break;
      case DT_AUXILIARY:
      case DT_FILTER:
      case DT_AUDIT:
      case DT_DEPAUDIT:
        dynamic_.filter = true;
        break;
      default:
        break;
    }
  }

  Result<void> check_flags() {
    if (dynamic_.text_relocations || (dynamic_.flags & DF_TEXTREL) != 0) {
      return refused("writes into its own code while it is loaded (TEXTREL); compile all of it with -fPIC");
    }
    if ((dynamic_.flags & DF_STATIC_TLS) != 0) {
      return refused(
          "takes of the few static places for thread-local variables (STATIC_TLS), which runs out after some "
          "reloads; compile it without -ftls-model=initial-exec");
    }
    if ((dynamic_.flags_1 & DF_1_NODELETE) != 0) {
      return refused("can never be unloaded (NODELETE); link it without -Wl,-z,nodelete");
    }
    if (dynamic_.search_path) {
      return refused("brings a search path for libraries (RPATH or RUNPATH); link it without -rpath");
    }
    if (dynamic_.filter)
      return refused("stands for other libraries (DT_FILTER, DT_AUXILIARY, DT_AUDIT); link it without");
    return {};
  }

  Result<void> check_needed() {
    for (const std::uint64_t offset : dynamic_.needed) {
      const std::string_view library = ElfFile::name(names_, offset);
      if (may_need(library)) continue;
      return refused("needs the library " + in_quotes(library) +
                     "; link that into it, only the C and C++ runtimes may be shared");
    }
    return {};
  }

  Result<void> check_symbols() {
    const auto count = symbol_count();
    const std::string_view table = count ? mapped(dynamic_.symbols, *count * sizeof(Elf64_Sym)) : std::string_view();
    if (table.empty() || dynamic_.symbol_size != sizeof(Elf64_Sym)) {
      return refused("its symbol table lies outside of the file" + std::string(kCopyAgain));
    }
    std::string_view unique;
    std::string_view extra;
    bool entry = false;
    for (std::size_t i = 1; i < *count; ++i) {
      const auto symbol = ElfFile::record<Elf64_Sym>(table, i);
      const std::string_view name = ElfFile::name(names_, symbol.st_name);
      if (ELF64_ST_BIND(symbol.st_info) == STB_LOCAL) continue;
      if (name.empty()) return refused("a name of its symbols lies outside of the file" + std::string(kCopyAgain));
      if (symbol.st_shndx == SHN_UNDEF) {
        note_import(name);
      } else if (ELF64_ST_BIND(symbol.st_info) == STB_GNU_UNIQUE) {
        unique = name;
      } else if (name == kEntryName) {
        entry = ELF64_ST_TYPE(symbol.st_info) == STT_FUNC;
      } else {
        extra = name;
      }
    }
    if (!unique.empty()) {
      return refused("shares the variable " + in_quotes(unique) +
                     " with every other copy of itself (STB_GNU_UNIQUE); compile it with -fno-gnu-unique and link it "
                     "with -Wl,--version-script=plugin.map");
    }
    if (!entry) return refused("exports no " + std::string(kEntryName) + "()" + std::string(kUseRecipe));
    if (!extra.empty()) {
      return refused("exports " + in_quotes(extra) + " beside " + std::string(kEntryName) + "()" +
                     std::string(kUseRecipe));
    }
    return {};
  }

  void note_import(std::string_view name) {
    if (!facts_.outliving_import.empty()) return;
    if (contains(kOutliving, name)) facts_.outliving_import = name;
    if (name.starts_with(kStdThread)) facts_.outliving_import = "std::thread";
  }

  // No table says it: the last symbol is the end of the longest chain of the hash table, by which the loader goes.
  std::optional<std::uint64_t> symbol_count() const {
    if (dynamic_.gnu_hash == 0) {
      const std::string_view header = mapped(dynamic_.hash, 2 * sizeof(std::uint32_t));
      if (header.empty()) return std::nullopt;
      return ElfFile::record<std::uint32_t>(header, 1);
    }
    const std::string_view header = mapped(dynamic_.gnu_hash, 4 * sizeof(std::uint32_t));
    if (header.empty()) return std::nullopt;
    const auto bucket_count = ElfFile::record<std::uint32_t>(header, 0);
    const auto first = ElfFile::record<std::uint32_t>(header, 1);
    const auto bloom_count = ElfFile::record<std::uint32_t>(header, 2);
    const std::uint64_t buckets_at = dynamic_.gnu_hash + header.size() + bloom_count * sizeof(std::uint64_t);
    const std::string_view buckets = mapped(buckets_at, bucket_count * sizeof(std::uint32_t));
    if (buckets.empty()) return std::nullopt;
    std::uint32_t last = 0;
    for (std::uint32_t i = 0; i < bucket_count; ++i) last = std::max(last, ElfFile::record<std::uint32_t>(buckets, i));
    if (last < first) return first;  // nothing is exported
    const std::string_view chains = mapped_rest(buckets_at + buckets.size());
    for (std::uint64_t i = last - first; i < chains.size() / sizeof(std::uint32_t); ++i) {
      if ((ElfFile::record<std::uint32_t>(chains, i) & 1u) != 0) return first + i + 1;
    }
    return std::nullopt;
  }

  // The bytes of the file that are mapped there; empty when they are not in one segment.
  std::string_view mapped(std::uint64_t address, std::uint64_t size) const {
    const std::string_view rest = mapped_rest(address);
    return rest.size() < size ? std::string_view() : rest.substr(0, size);
  }

  // Up to the end of the segment.
  std::string_view mapped_rest(std::uint64_t address) const {
    for (const Elf64_Phdr& segment : loaded_) {
      if (address < segment.p_vaddr || address - segment.p_vaddr >= segment.p_filesz) continue;
      return file_.slice(segment.p_offset, segment.p_filesz).substr(address - segment.p_vaddr);
    }
    return {};
  }

  const ElfFile file_;
  std::vector<Elf64_Phdr> loaded_;
  std::optional<Elf64_Phdr> dynamic_segment_;
  Dynamic dynamic_;
  std::string_view names_;
  ElfFacts facts_;
};

}  // namespace

Result<ElfFacts> check_elf(std::string_view file) { return Gate(file).check(); }

}  // namespace aipool::plugin
