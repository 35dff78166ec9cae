// SPDX-License-Identifier: MIT
//
// The manifest is read from real libraries, and damaged ones are refused without reading past them.
#include "aipool/manifest.hpp"

#include <elf.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <string_view>

namespace aipool::sdk {
namespace {

constexpr std::string_view kText =
    R"({"abi":"1.0","name":"x","version":"2","license":"MIT","new":1,)"
    R"("protocols":[{"id":"a.b","client":true},{"id":"c","upstream":true}],"providers":[{"id":"p","protocols":["a.b"]}]})";

// A shared library of one section, as small as it can be.
std::string library(std::string_view section = kText, std::string_view name = AIP_MANIFEST_SECTION) {
  const std::string names = std::string("\0", 1) + std::string(name) + std::string("\0", 1);
  Elf64_Ehdr head{};
  std::memcpy(head.e_ident, ELFMAG, SELFMAG);
  head.e_ident[EI_CLASS] = ELFCLASS64;
  head.e_ident[EI_DATA] = ELFDATA2LSB;
  head.e_type = ET_DYN;
  head.e_shentsize = sizeof(Elf64_Shdr);
  head.e_shnum = 3;
  head.e_shstrndx = 2;
  head.e_shoff = sizeof head + section.size() + names.size();
  Elf64_Shdr sections[3] = {};
  sections[1].sh_name = 1;
  sections[1].sh_type = SHT_PROGBITS;
  sections[1].sh_offset = sizeof head;
  sections[1].sh_size = section.size();
  sections[2].sh_type = SHT_STRTAB;
  sections[2].sh_offset = sizeof head + section.size();
  sections[2].sh_size = names.size();
  std::string file(reinterpret_cast<const char*>(&head), sizeof head);
  file.append(section).append(names);
  return file.append(reinterpret_cast<const char*>(sections), sizeof sections);
}

// In a block of exactly its size, so that reading past it is caught.
ManifestResult read_exactly(const std::string& file) {
  const auto block = std::make_unique<char[]>(file.size());
  std::memcpy(block.get(), file.data(), file.size());
  return manifest_of_library({block.get(), file.size()});
}

std::string plain_c_file() {
  std::ifstream stream(AIPOOL_PLAIN_C, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

TEST(ManifestTest, SaysWhatALibraryBrings) {
  const ManifestResult result = read_exactly(library());
  ASSERT_TRUE(result) << result.error;
  EXPECT_EQ(result.manifest.name, "x");
  EXPECT_EQ(result.manifest.text, kText);
  ASSERT_EQ(result.manifest.protocols.size(), 2u);
  EXPECT_TRUE(result.manifest.protocols[0].client);
  EXPECT_FALSE(result.manifest.protocols[0].upstream);
  ASSERT_EQ(result.manifest.providers.size(), 1u);
  EXPECT_EQ(result.manifest.providers[0].protocols, std::vector<std::string>{"a.b"});
}

TEST(ManifestTest, ReadsARealPluginFile) {
  const ManifestResult result = read_manifest(AIPOOL_PLAIN_C);
  ASSERT_TRUE(result) << result.error;
  EXPECT_EQ(result.manifest.name, "plain_c");
  EXPECT_EQ(result.manifest.providers.at(0).id, "plain-c");
}

TEST(ManifestTest, PassesOverPaddingAfterTheText) {
  EXPECT_TRUE(read_exactly(library(std::string(kText) + std::string(9, '\0'))));
  EXPECT_EQ(read_exactly(library(std::string(9, '\0'))).error, "the manifest is empty");
}

TEST(ManifestTest, SaysWhatIsWrongWithTheText) {
  const auto error = [](std::string_view text) { return parse_manifest(text).error; };
  EXPECT_EQ(error("[]"), "the manifest is not a JSON object");
  EXPECT_EQ(error("{").substr(0, 24), "the manifest is not JSON");
  EXPECT_EQ(error(R"({"abi":1})"), "the manifest's \"abi\" is not a string");
  EXPECT_EQ(error(R"({"abi":"","name":"","version":"","license":"","protocols":{}})"),
            "the manifest's \"protocols\" is not a list");
  EXPECT_EQ(error(R"({"abi":"","name":"","version":"","license":"","protocols":[{"id":"x","client":1}]})"),
            "the manifest's \"client\" is not true or false");
  EXPECT_EQ(error(R"({"abi":"","name":"","version":"","license":"","providers":[{"id":"x","protocols":[1]}]})"),
            "the manifest's \"protocols\" is not a list of strings");
}

TEST(ManifestTest, SaysWhatIsWrongWithTheFile) {
  EXPECT_EQ(read_exactly("").error, "no manifest: it is too short for a library");
  EXPECT_EQ(read_exactly(std::string(100, 'x')).error, "no manifest: it is no ELF file");
  EXPECT_EQ(read_exactly(library(kText, ".other")).error, "no manifest: it has no such section");
  EXPECT_EQ(read_manifest("/nowhere/missing.so").error, "the file cannot be opened");
  EXPECT_FALSE(read_manifest("/"));
}

TEST(ManifestTest, EveryTruncationIsRefused) {
  const std::string file = library();
  for (std::size_t size = 0; size < file.size(); ++size) EXPECT_FALSE(read_exactly(file.substr(0, size))) << size;
}

TEST(ManifestTest, DamagedLibrariesAreReadOrRefusedButNeverReadPast) {
  const std::string small = library();
  const std::string real = plain_c_file();
  ASSERT_GT(real.size(), 1000u);
  std::mt19937 random(4711);
  int refused = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string file = round % 2 == 0 ? small : real;
    for (auto n = random() % 4 + 1; n > 0; --n) {
      // The header and the section table, which is the end of the file, are what is worth damaging.
      const std::size_t span = std::min<std::size_t>(file.size(), 64 * 40);
      const std::size_t at = random() % 2 == 0 ? random() % 64 : file.size() - 1 - random() % span;
      file[at] = static_cast<char>(random() % 3 == 0 ? 0xff : random());
    }
    if (random() % 4 == 0) file.resize(random() % file.size());
    const ManifestResult result = read_exactly(file);
    if (!result) ++refused;
  }
  EXPECT_GT(refused, 200);
  EXPECT_LT(refused, 2000);
}

}  // namespace
}  // namespace aipool::sdk
