// SPDX-License-Identifier: MIT
#include "core/pool/document.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <barrier>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "core/pool/document_lock.h"

namespace aipool::pool {
namespace {

class DocumentTest : public testing::Test {
 protected:
  DocumentTest() { std::filesystem::create_directories(folder_); }
  ~DocumentTest() override { std::filesystem::remove_all(folder_); }

  static std::filesystem::path new_folder() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    return std::filesystem::path(testing::TempDir()) /
           ("aipool-document-" + std::string(test->name()) + "-" + std::to_string(::getpid()));
  }
  static std::string text_of(const std::filesystem::path& file) {
    auto read = read_document(file);
    if (!read) return "error: " + read.error().detail;
    return *read ? std::string((*read)->reveal()) : "absent";
  }
  static mode_t mode_of(const std::filesystem::path& file) {
    struct stat facts {};
    return ::stat(file.c_str(), &facts) == 0 ? facts.st_mode & 07777 : 0;
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder_), {}));
  }

  const std::filesystem::path folder_ = new_folder();
  const std::filesystem::path file_ = folder_ / "creds.json";
};

TEST_F(DocumentTest, ReadsWhatWasWrittenAndKeepsItToItsOwner) {
  std::ofstream(file_) << "older and longer";
  ::chmod(file_.c_str(), 0644);
  EXPECT_TRUE(is_open_to_others(file_));
  ASSERT_TRUE(write_document(file_, "{}"));
  EXPECT_FALSE(is_open_to_others(file_));
  EXPECT_EQ(text_of(file_), "{}");
  EXPECT_EQ(mode_of(file_), 0600u);
  EXPECT_EQ(files(), 1u);
}

TEST_F(DocumentTest, MakesMissingFoldersForThisUserAlone) {
  const auto deep = folder_ / "a" / "b" / "creds.json";
  ASSERT_TRUE(write_document(deep, "{}"));
  EXPECT_EQ(text_of(deep), "{}");
  EXPECT_EQ(mode_of(folder_ / "a"), 0700u);
}

TEST_F(DocumentTest, TellsAnAbsentFileFromOneThatCannotBeRead) {
  EXPECT_EQ(text_of(folder_ / "none"), "absent");
  EXPECT_EQ(text_of(folder_ / "none" / "none"), "absent");
  EXPECT_EQ(text_of(folder_).rfind("error: " + folder_.string(), 0), 0u);
  std::ofstream(file_) << std::string(kDocumentMax + 1, 'x');
  EXPECT_EQ(text_of(file_).rfind("error: ", 0), 0u);
}

TEST_F(DocumentTest, WritesThroughASymbolicLink) {
  const auto link = folder_ / "link.json";
  std::ofstream(file_) << "old";
  std::filesystem::create_symlink(file_, link);
  ASSERT_TRUE(write_document(link, "new"));
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(text_of(file_), "new");
}

TEST_F(DocumentTest, IsTakenForAnotherVersionAfterEachWrite) {
  EXPECT_FALSE(stamp_of(file_).exists);
  ASSERT_TRUE(write_document(file_, "1"));
  const DocumentStamp first = stamp_of(file_);
  EXPECT_TRUE(first.exists);
  EXPECT_EQ(first, stamp_of(file_));
  ASSERT_TRUE(write_document(file_, "1"));
  EXPECT_NE(first, stamp_of(file_));
}

TEST_F(DocumentTest, IsWholeWheneverItsWriterIsKilled) {
  ASSERT_TRUE(write_document(file_, std::string(5000, 'a')));
  for (int round = 0; round < 20; ++round) {
    const pid_t writer = ::fork();
    if (writer == 0) {
      for (char letter = 'a';; letter = letter == 'z' ? 'a' : static_cast<char>(letter + 1)) {
        if (!write_document(file_, std::string(5000, letter))) ::_exit(1);
      }
    }
    ::usleep(static_cast<useconds_t>(1000 + round * 137));
    ::kill(writer, SIGKILL);
    int status = 0;
    ::waitpid(writer, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    const std::string text = text_of(file_);
    ASSERT_EQ(text, std::string(5000, text.front()));
    ASSERT_EQ(mode_of(file_), 0600u);
  }
  ASSERT_TRUE(write_document(file_, "{}"));
  EXPECT_EQ(files(), 1u);  // nothing is left of the killed ones
}

TEST_F(DocumentTest, IsLockedByOneAtATime) {
  auto first = DocumentLock::try_take(file_, "");
  ASSERT_TRUE(first && *first);
  auto second = DocumentLock::try_take(file_, "");
  ASSERT_TRUE(second);
  EXPECT_FALSE(*second);
  first->reset();
  second = DocumentLock::try_take(file_, "");
  EXPECT_TRUE(second && *second);
}

TEST_F(DocumentTest, IsLockedInTheWayOfTheVendorToo) {
  const auto vendors = folder_ / "creds.lock";
  std::ofstream(vendors) << "the vendor's";
  auto lock = DocumentLock::try_take(file_, "creds.lock");
  ASSERT_TRUE(lock);
  EXPECT_FALSE(*lock);
  std::filesystem::remove(vendors);
  lock = DocumentLock::try_take(file_, "creds.lock");
  ASSERT_TRUE(lock && *lock);
  EXPECT_TRUE(std::filesystem::exists(vendors));
  lock->reset();
  EXPECT_FALSE(std::filesystem::exists(vendors));
}

TEST_F(DocumentTest, TakesAVendorsLockThatIsStaleAndLeavesOneThatWasTakenOver) {
  const auto vendors = folder_ / "creds.lock";
  std::ofstream(vendors) << "of a process that is gone";
  std::filesystem::last_write_time(vendors, std::filesystem::file_time_type::clock::now() - std::chrono::minutes(1));
  auto lock = DocumentLock::try_take(file_, "creds.lock");
  ASSERT_TRUE(lock && *lock);
  std::filesystem::remove(vendors);
  std::ofstream(vendors) << "another's";
  lock->reset();
  EXPECT_TRUE(std::filesystem::exists(vendors));
}

// Documents of one folder, whose vendor has one lock for all of them.
TEST_F(DocumentTest, GivesAStaleVendorsLockToOneOfThoseWhoFindIt) {
  constexpr std::size_t kFinders = 4;
  const auto vendors = folder_ / "creds.lock";
  for (int round = 0; round < 300; ++round) {
    std::ofstream(vendors) << "of a process that is gone";
    std::filesystem::last_write_time(vendors, std::filesystem::file_time_type::clock::now() - std::chrono::minutes(1));
    std::vector<std::optional<DocumentLock>> taken(kFinders);
    std::barrier start(kFinders);
    std::vector<std::thread> finders;
    for (std::size_t i = 0; i < kFinders; ++i) {
      finders.emplace_back([&, i] {
        start.arrive_and_wait();
        auto lock = DocumentLock::try_take(folder_ / (std::to_string(i) + ".json"), "creds.lock");
        if (lock) taken[i] = *std::move(lock);
      });
    }
    for (std::thread& finder : finders) finder.join();
    const auto holders = std::count_if(taken.begin(), taken.end(), [](const auto& lock) { return lock.has_value(); });
    ASSERT_LE(holders, 1) << "in round " << round;
    taken.clear();
    std::filesystem::remove(vendors);
  }
}

TEST_F(DocumentTest, NamesTheFileInAnErrorAndNotItsText) {
  const auto denied = folder_ / "creds.json" / "under-a-file";
  ASSERT_TRUE(write_document(file_, "{}"));
  auto written = write_document(denied, "secret-text");
  ASSERT_FALSE(written);
  EXPECT_NE(written.error().detail.find("creds.json"), std::string::npos);
  EXPECT_EQ(written.error().detail.find("secret-text"), std::string::npos);
}

}  // namespace
}  // namespace aipool::pool
