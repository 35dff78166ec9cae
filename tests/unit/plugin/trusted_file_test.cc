// SPDX-License-Identifier: MIT
#include "core/plugin/trusted_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace aipool::plugin {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class TrustedFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_);
    ::chmod(folder_.c_str(), 0755);
    std::ofstream(file_) << "x";
    ::chmod(file_.c_str(), 0644);
  }
  void TearDown() override { fs::remove_all(folder_); }

  static std::string refusal(const fs::path& file) {
    const auto opened = open_trusted(file);
    return opened ? "trusted" : opened.error().detail;
  }

  const fs::path folder_ = fs::path(::testing::TempDir()) / ("aipool-trust-" + std::to_string(::getpid()));
  const fs::path file_ = folder_ / "x.so";
};

TEST_F(TrustedFileTest, OwnFileInAnOwnFolderIsTrusted) { EXPECT_EQ(refusal(file_), "trusted"); }

TEST_F(TrustedFileTest, FileThatOthersMayWriteIsNot) {
  for (const mode_t mode : {0664u, 0646u, 0666u}) {
    ::chmod(file_.c_str(), mode);
    EXPECT_EQ(refusal(file_), "others than its owner may write to the file; take that away with chmod go-w");
  }
}

TEST_F(TrustedFileTest, FolderThatEverybodyMayWriteIsNotUnlessItIsSticky) {
  ::chmod(folder_.c_str(), 0777);
  EXPECT_THAT(refusal(file_), StartsWith("everybody may write to its folder "));
  EXPECT_THAT(refusal(file_), HasSubstr("chmod o-w"));
  ::chmod(folder_.c_str(), 01777);
  EXPECT_EQ(refusal(file_), "trusted");
}

TEST_F(TrustedFileTest, LinkLeadsToAFileThatIsLookedAtItself) {
  const fs::path elsewhere = folder_ / "sub";
  fs::create_directories(elsewhere);
  fs::create_symlink(file_, elsewhere / "link.so");
  EXPECT_EQ(refusal(elsewhere / "link.so"), "trusted");
  ::chmod(file_.c_str(), 0666);
  EXPECT_THAT(refusal(elsewhere / "link.so"), HasSubstr("chmod go-w"));
  ::chmod(file_.c_str(), 0644);
  ::chmod(elsewhere.c_str(), 0777);
  EXPECT_THAT(refusal(elsewhere / "link.so"), HasSubstr("chmod o-w"));
}

TEST_F(TrustedFileTest, FileOfAnotherUserIsNot) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root gives files away";
  ASSERT_EQ(::chown(file_.c_str(), 65534, 65534), 0);
  EXPECT_EQ(refusal(file_),
            "the file belongs to user 65534, who could change it; give it to root or to user 0 with chown");
  ASSERT_EQ(::chown(file_.c_str(), 0, 0), 0);
  ASSERT_EQ(::chown(folder_.c_str(), 65534, 65534), 0);
  EXPECT_THAT(refusal(file_), StartsWith("its folder "));
}

TEST_F(TrustedFileTest, WhatIsNoRegularFileIsRefusedWithoutWaiting) {
  const fs::path pipe = folder_ / "pipe.so";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  fs::create_symlink("nowhere", folder_ / "dangling.so");
  fs::create_symlink("loop.so", folder_ / "loop.so");
  constexpr const char* kNoFile = "is no regular file; name the plugin's .so";
  for (const fs::path& odd : {pipe, folder_, fs::path("/dev/null"), fs::path("/dev/zero"), fs::path("/")}) {
    EXPECT_EQ(refusal(odd), kNoFile) << odd;
  }
  for (const fs::path& gone : {folder_ / "dangling.so", folder_ / "loop.so", folder_ / std::string(4096, 'x')}) {
    EXPECT_THAT(refusal(gone), StartsWith("the file cannot be opened: ")) << gone;
  }
}

}  // namespace
}  // namespace aipool::plugin
