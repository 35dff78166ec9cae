// SPDX-License-Identifier: MIT
#include "core/plugin/run_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace aipool::plugin {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class RunFolderTest : public ::testing::Test {
 protected:
  void TearDown() override { fs::remove_all(place_); }

  Result<RunFolder> make() const {
    const fs::path places[] = {place_};
    return RunFolder::make(places);
  }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(place_ / "run"), {}));
  }

  const fs::path place_ = fs::path(::testing::TempDir()) / ("aipool-run-" + std::to_string(::getpid()));
};

TEST_F(RunFolderTest, IsPrivateAndGoesWithItsOwner) {
  {
    auto folder = make();
    ASSERT_TRUE(folder) << folder.error().detail;
    struct stat status {};
    ASSERT_EQ(::stat(folder->path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777u, 0700u);
    std::ofstream(folder->path() / "left.so") << "x";
  }
  EXPECT_EQ(entries(), 0u);
}

TEST_F(RunFolderTest, TwoOfOnePlaceDoNotMeet) {
  auto first = make();
  auto second = make();
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->path(), second->path());
  EXPECT_TRUE(fs::exists(first->path()));
}

TEST_F(RunFolderTest, NamesAreNeverUsedTwice) {
  auto folder = make();
  ASSERT_TRUE(folder);
  const std::string hash(64, 'a');
  EXPECT_EQ(folder->next_file("x", hash).filename(), "x.aaaaaaaaaaaa.g1.so");
  EXPECT_EQ(folder->next_file("x", hash).filename(), "x.aaaaaaaaaaaa.g2.so");
}

TEST_F(RunFolderTest, WhatADeadProcessLeftIsClearedAwayAndNothingElse) {
  auto living = make();
  ASSERT_TRUE(living);
  const pid_t child = ::fork();
  if (child == 0) {
    auto dying = make();
    if (dying) std::ofstream(dying->path() / "left.so") << "x";
    ::_exit(dying ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  EXPECT_EQ(entries(), 4u);  // a folder and a lock each
  auto next = make();
  ASSERT_TRUE(next);
  EXPECT_EQ(entries(), 4u);
  EXPECT_TRUE(fs::exists(living->path()));
}

TEST_F(RunFolderTest, UnusablePlaceIsPassedOverForTheNext) {
  std::ofstream(place_) << "a file, no folder";
  const fs::path second = place_.native() + "-second";
  const fs::path places[] = {place_, second};
  {
    auto folder = RunFolder::make(places);
    ASSERT_TRUE(folder) << folder.error().detail;
    EXPECT_EQ(folder->path().parent_path(), second / "run");
  }
  fs::remove_all(second);
}

TEST_F(RunFolderTest, FolderThatOthersCouldRenameIsRefusedWithItsReason) {
  fs::create_directories(place_);
  ::chmod(place_.c_str(), 0777);
  const auto folder = make();
  ASSERT_FALSE(folder);
  EXPECT_THAT(folder.error().detail, HasSubstr("set state_dir to one that this user owns"));
  EXPECT_THAT(folder.error().detail, HasSubstr(place_.native() + "/run: everybody may write to it"));
}

TEST_F(RunFolderTest, NoexecMountIsPassedOver) {
  for (const fs::path mount : {"/dev/shm", "/run/lock", "/dev/mqueue", "/run"}) {
    struct statvfs status {};
    const bool noexec = ::statvfs(mount.c_str(), &status) == 0 && (status.f_flag & ST_NOEXEC) != 0;
    if (!noexec || ::access(mount.c_str(), W_OK) != 0) continue;
    const fs::path first = mount / place_.filename();
    const fs::path places[] = {first, place_};
    const auto folder = RunFolder::make(places);
    fs::remove_all(first);
    ASSERT_TRUE(folder) << folder.error().detail;
    EXPECT_EQ(folder->path().parent_path(), place_ / "run");
    return;
  }
  GTEST_SKIP() << "this machine has no such mount that can be written";
}

}  // namespace
}  // namespace aipool::plugin
