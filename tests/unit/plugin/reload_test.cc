// SPDX-License-Identifier: MIT
//
// Loading and unloading, many times and over files that change: nothing may grow, and what runs is what was put there.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "core/plugin/abi_view.h"
#include "core/plugin/build_kind.h"
#include "core/plugin/client_protocol.h"
#include "core/plugin/provider.h"
#include "tests/unit/plugin/plugin_fixture.h"

namespace aipool::plugin {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

struct Holdings {
  std::ptrdiff_t descriptors = 0;
  std::ptrdiff_t threads = 0;
  std::ptrdiff_t mappings = 0;
  std::ptrdiff_t plugin_mappings = 0;
};

Holdings holdings() {
  Holdings now;
  now.descriptors = std::distance(fs::directory_iterator("/proc/self/fd"), {});
  now.threads = std::distance(fs::directory_iterator("/proc/self/task"), {});
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line); ++now.mappings) {
    if (line.find(".so") != std::string::npos && line.find("/run/") != std::string::npos) ++now.plugin_mappings;
  }
  return now;
}

class ReloadTest : public PluginTest {
 protected:
  std::string letter(const std::shared_ptr<const Generation>& generation) {
    Call call("req-1");
    Answer answer;
    auto encoder =
        ClientProtocol(generation, generation->protocols().front()).open_encoder(call, sized<aip_request>(), answer);
    std::string wire;
    EXPECT_TRUE(encoder && encoder->tick(call, wire));
    return wire;
  }

  void cycle(int times) {
    for (int i = 0; i < times; ++i) {
      load(i % 2 == 0 ? good_plugin("twin_a") : mirror_plugin());
      services_.reaper().drain();
    }
  }

  const fs::path installed_ = root_ / "twin.so";
};

TEST_F(ReloadTest, TwoThousandCyclesLeaveDescriptorsThreadsAndMappingsFlat) {
  // What the sanitizer keeps mapped grows with each cycle; there only the rest is looked at.
  cycle(10);
  const Holdings before = holdings();
  cycle(kAddressSanitized ? 50 : 2000);
  const Holdings after = holdings();
  EXPECT_EQ(after.descriptors, before.descriptors);
  EXPECT_EQ(after.threads, before.threads);
  if (!kAddressSanitized) {
    EXPECT_EQ(after.plugin_mappings, 0);
    EXPECT_LE(after.mappings, before.mappings + 2);  // the allocator's own, not one with each cycle
  }
  EXPECT_EQ(files_staged(), 0u);
  EXPECT_EQ(metrics_.value("aipool_plugin_pinned_total", {"twin"}), 0);
}

TEST_F(ReloadTest, TwentyProbesLeaveNothing) {
  EXPECT_EQ(probed(mirror_plugin()), "sound");
  const Holdings before = holdings();
  for (int i = 0; i < 20; ++i) {
    probed(i % 2 == 0 ? mirror_plugin() : broken_plugin("crash_in_constructor"));
    cycle(1);
  }
  const Holdings after = holdings();
  EXPECT_EQ(after.descriptors, before.descriptors);
  EXPECT_LE(after.threads, before.threads + 2);  // those of the services, if cycle() was the first to load
  EXPECT_EQ(files_staged(), 0u);
}

TEST_F(ReloadTest, ReplacedFileIsReallyActiveWhileTheOldGenerationGoesOn) {
  fs::copy_file(good_plugin("twin_a"), installed_);
  auto old = load(installed_);
  ASSERT_NE(old, nullptr);
  fs::copy_file(good_plugin("twin_b"), root_ / "new.so");
  fs::rename(root_ / "new.so", installed_);  // as package managers do
  const auto now = load(installed_);
  ASSERT_NE(now, nullptr);
  EXPECT_EQ(letter(now), "B");
  EXPECT_EQ(letter(old), "A");
  EXPECT_GT(now->number(), old->number());
  old.reset();
  services_.reaper().drain();
  EXPECT_EQ(letter(now), "B");
}

TEST_F(ReloadTest, FileThatIsOverwrittenInPlaceDisturbsNobody) {
  fs::copy_file(good_plugin("twin_a"), installed_);
  const auto old = load(installed_);
  ASSERT_NE(old, nullptr);
  fs::copy_file(good_plugin("twin_b"), installed_, fs::copy_options::overwrite_existing);
  EXPECT_EQ(letter(old), "A");
  const auto now = load(installed_);
  ASSERT_NE(now, nullptr);
  EXPECT_EQ(letter(now), "B");
  fs::resize_file(installed_, 100);  // a copy that is only half made
  EXPECT_EQ(letter(old) + letter(now), "AB");
  EXPECT_THAT(refusal(installed_), HasSubstr("copy or build it again"));
}

TEST_F(ReloadTest, PluginThatAThreadHoldsIsKeptCountedAndNamed) {
  if (kAddressSanitized) GTEST_SKIP() << "there everything is kept";
  auto generation = load(broken_plugin("thread_local"));
  ASSERT_NE(generation, nullptr);
  const fs::path copy = generation->copy();
  const AccountHandle account{AccountHandle::Parts{}};
  EXPECT_EQ(Provider(generation, generation->providers().front()).support(account, AIP_OP_GENERATE),
            Support::kProtocol);
  generation.reset();
  EXPECT_TRUE(is_mapped(copy));
  EXPECT_EQ(metrics_.value("aipool_plugin_pinned_total", {"thread-local"}), 1);
  ASSERT_FALSE(lines_.empty());
  EXPECT_THAT(lines_.back(), HasSubstr("why=\"a thread or another library holds it\""));
}

TEST_F(ReloadTest, PluginWhoseWorkCouldOutliveItIsNeverUnmapped) {
  auto generation = load(broken_plugin("thread_key"));
  ASSERT_NE(generation, nullptr);
  const fs::path copy = generation->copy();
  generation.reset();
  EXPECT_TRUE(is_mapped(copy));
  EXPECT_EQ(metrics_.value("aipool_plugin_pinned_total", {"thread-key"}), 1);
  ASSERT_FALSE(lines_.empty());
  EXPECT_THAT(lines_.back(), HasSubstr("it imports pthread_key_create, whose work may outlive its objects"));
}

}  // namespace
}  // namespace aipool::plugin
