// SPDX-License-Identifier: MIT
//
// The gate reads what nobody vetted: each input lies in a block of exactly its size, so that reading past it is caught.
#include "core/plugin/elf_gate.h"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/unit/plugin/plugin_fixture.h"

namespace aipool::plugin {
namespace {

using ::testing::HasSubstr;

std::string file_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string verdict(const std::string& file) {
  const auto block = std::make_unique<char[]>(file.size());
  std::copy(file.begin(), file.end(), block.get());
  const auto facts = check_elf({block.get(), file.size()});
  return facts ? "passed" : facts.error().detail;
}

// The bytes that the gate looks at: header, program headers, dynamic section, its tables.
std::vector<std::size_t> worth_damaging(const std::string& file) {
  std::vector<std::size_t> places(sizeof(Elf64_Ehdr) + 16 * sizeof(Elf64_Phdr));
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
  Elf64_Ehdr head;
  std::memcpy(&head, file.data(), sizeof head);
  for (std::size_t i = 0; i < head.e_phnum; ++i) {
    Elf64_Phdr segment;
    std::memcpy(&segment, file.data() + head.e_phoff + i * sizeof segment, sizeof segment);
    if (segment.p_type == PT_DYNAMIC) {
      for (std::size_t n = 0; n < segment.p_filesz; ++n) places.push_back(segment.p_offset + n);
    }
    if (segment.p_type == PT_LOAD && segment.p_offset == 0) {  // hash table, symbols and names come first
      for (std::size_t n = 0; n < std::min<std::size_t>(segment.p_filesz, 4096); ++n) places.push_back(n);
    }
  }
  return places;
}

TEST(ElfGateTest, GoodPluginPasses) {
  EXPECT_EQ(verdict(file_of(mirror_plugin())), "passed");
  EXPECT_EQ(check_elf(file_of(mirror_plugin()))->outliving_import, "");
}

TEST(ElfGateTest, ImportThatOutlivesThePluginIsNamed) {
  EXPECT_EQ(check_elf(file_of(broken_plugin("thread_key")))->outliving_import, "pthread_key_create");
  EXPECT_EQ(check_elf(file_of(broken_plugin("starts_thread")))->outliving_import, "pthread_create");
}

TEST(ElfGateTest, OtherMachinesAndFormsAreNamed) {
  std::string file = file_of(mirror_plugin());
  file[offsetof(Elf64_Ehdr, e_machine)] = static_cast<char>(EM_AARCH64);
  EXPECT_EQ(verdict(file), "is for another processor (ELF machine 183); build it for x86-64");
  file = file_of(mirror_plugin());
  file[EI_CLASS] = ELFCLASS32;
  EXPECT_THAT(verdict(file), HasSubstr("not for a 64-bit little-endian machine"));
  file = file_of(mirror_plugin());
  file[offsetof(Elf64_Ehdr, e_type)] = ET_EXEC;
  EXPECT_THAT(verdict(file), HasSubstr("is no shared library"));
  file = file_of(mirror_plugin());
  file[offsetof(Elf64_Ehdr, e_phoff) + 3] = 127;
  EXPECT_THAT(verdict(file), HasSubstr("program headers lie outside of the file"));
}

TEST(ElfGateTest, EveryTruncationOfWhatIsMappedIsRefused) {
  const std::string file = file_of(mirror_plugin());
  std::size_t end = 0;
  Elf64_Ehdr head;
  std::memcpy(&head, file.data(), sizeof head);
  for (std::size_t i = 0; i < head.e_phnum; ++i) {
    Elf64_Phdr segment;
    std::memcpy(&segment, file.data() + head.e_phoff + i * sizeof segment, sizeof segment);
    if (segment.p_type == PT_LOAD) end = std::max(end, segment.p_offset + segment.p_filesz);
  }
  for (std::size_t size = 0; size < end; size += 7) EXPECT_NE(verdict(file.substr(0, size)), "passed") << size;
}

TEST(ElfGateTest, DamagedPluginsAreReadOrRefusedButNeverReadPast) {
  std::vector<std::string> sources{file_of(mirror_plugin()), file_of(broken_plugin("throws")),
                                   file_of(broken_plugin("needs_library"))};
  std::mt19937 random(4711);
  int refused = 0;
  constexpr int kRounds = 6000;
  for (int round = 0; round < kRounds; ++round) {
    std::string file = sources[static_cast<std::size_t>(round) % sources.size()];
    const auto places = worth_damaging(file);
    for (auto flips = random() % 4 + 1; flips > 0; --flips) {
      const std::size_t at = places[random() % places.size()];
      file[at] = static_cast<char>(random() % 3 == 0 ? 0xff : random());
    }
    if (random() % 8 == 0) file.resize(random() % file.size());
    if (verdict(file) != "passed") ++refused;
  }
  EXPECT_GT(refused, kRounds / 10);
  EXPECT_LT(refused, kRounds);
}

}  // namespace
}  // namespace aipool::plugin
