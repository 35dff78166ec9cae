// SPDX-License-Identifier: MIT
#include "core/plugin/file_bytes.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <string>
#include <string_view>

#include "core/plugin/descriptor.h"

namespace aipool::plugin {
namespace {

using ::testing::HasSubstr;

// A file without a name, with `content`, read from its beginning.
Descriptor file_of(std::string_view content) {
  std::string path = ::testing::TempDir() + "file_bytes_XXXXXX";
  Descriptor file(::mkstemp(path.data()));
  ::unlink(path.c_str());
  EXPECT_EQ(::pwrite(file.get(), content.data(), content.size(), 0), static_cast<ssize_t>(content.size()));
  return file;
}

TEST(FileBytesTest, HoldsAllOfAFile) {
  const std::string content = std::string(100'000, 'x') + '\0' + "end";
  const Descriptor file = file_of(content);
  const auto bytes = FileBytes::read(file.get());
  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->view(), content);
}

TEST(FileBytesTest, HoldsWhatTheFileHeldAndNotALaterWrite) {
  const Descriptor file = file_of("before");
  const auto bytes = FileBytes::read(file.get());
  ASSERT_EQ(::pwrite(file.get(), "later!", 6, 0), 6);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->view(), "before");
}

TEST(FileBytesTest, AnEmptyFileHoldsNothing) {
  const Descriptor file = file_of("");
  const auto bytes = FileBytes::read(file.get());
  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->view(), "");
}

TEST(FileBytesTest, RefusesAFileOfMoreThanHalfAGibibyteUnread) {
  const Descriptor file = file_of("");
  ASSERT_EQ(::ftruncate(file.get(), (off_t{512} << 20) + 1), 0);
  const auto bytes = FileBytes::read(file.get());
  ASSERT_FALSE(bytes);
  EXPECT_THAT(bytes.error().detail, HasSubstr("larger than 512 MiB"));
}

// The kernel says of its own files that they are empty, and then gives more.
TEST(FileBytesTest, RefusesAFileThatHoldsMoreThanWasSaid) {
  const Descriptor file(::open("/proc/self/stat", O_RDONLY | O_CLOEXEC));
  const auto bytes = FileBytes::read(file.get());
  ASSERT_FALSE(bytes);
  EXPECT_THAT(bytes.error().detail, HasSubstr("was written to while it was read"));
}

TEST(FileBytesTest, SaysWhyAFileCannotBeRead) {
  const auto bytes = FileBytes::read(-1);
  ASSERT_FALSE(bytes);
  EXPECT_THAT(bytes.error().detail, HasSubstr("Bad file descriptor"));
}

}  // namespace
}  // namespace aipool::plugin
