// SPDX-License-Identifier: MIT
//
// What a plugin does to the process that loads it happens to a child, here of the real program.
#include "core/plugin/probe.h"

#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/plugin/probe_pipe.h"
#include "tests/unit/plugin/plugin_fixture.h"

namespace aipool::plugin {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Case {
  const char* plugin;
  const char* sentence;
};

std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.plugin; }

class ProbedTest : public PluginTest, public ::testing::WithParamInterface<Case> {};

TEST_P(ProbedTest, SaysHowItWent) {
  EXPECT_EQ(probed(broken_plugin(GetParam().plugin)), GetParam().sentence);
  EXPECT_EQ(files_staged(), 0u);
}

#define AT_LOADING " while it was loaded (constructors, aipool_plugin_v1()) when a child process tried it"
constexpr Case kCases[] = {
    {"crash_in_constructor", "died of signal 11 (Segmentation fault)" AT_LOADING},
    {"exit_in_entry", "ended its process with status 3" AT_LOADING},
    {"abort_in_entry", "died of signal 6 (Aborted)" AT_LOADING},
    {"throws_in_entry", "its entry threw an exception"},
    {"crash_in_create", "died of signal 11 (Segmentation fault) in create() when a child process tried it"},
    {"wild_role", "died of signal 11 (Segmentation fault) in create() when a child process tried it"},
    {"crash_in_destroy",
     "died of signal 11 (Segmentation fault) in destroy() or while it was unloaded when a child process tried it"},
    {"create_fails", "its create() failed with -17"},
    {"says_why",
     "its create() failed with -15; it said: error the \\u001b[31mmoon is not full "
     "plugin=says-why"},
    {"starts_thread", "starts a thread, which would outlive it; the host does the waiting"},
    {"garbles_probe",
     "garbled what the child process that tried it had to say, while it was loaded (constructors, aipool_plugin_v1())"},
    {"wrong_major", "speaks ABI 2.3, this host 1.0: rebuild it against this host's SDK"},
    {"null_decode_frame", "the upstream half of \"test.proto\" lacks decode_frame()"},
    {"thread_key", "sound"},
    {"thread_local", "sound"},
    {"throws", "sound"},
};
INSTANTIATE_TEST_SUITE_P(Broken, ProbedTest, ::testing::ValuesIn(kCases));

using ProbeTest = PluginTest;

TEST_F(ProbeTest, HangingPluginIsGivenUp) {
  EXPECT_EQ(probed(broken_plugin("hang_in_constructor"), std::chrono::milliseconds(500)),
            "did not come back within 500 ms" AT_LOADING);
  EXPECT_LT(::waitpid(-1, nullptr, WNOHANG), 0) << "a child is left";
}

TEST_F(ProbeTest, ItsTimeBeginsWhenItIsLoaded) {
  const std::filesystem::path script = root_ / "slow.sh";
  std::ofstream(script) << "#!/bin/sh\nsleep 1\nexec " << program().native() << " \"$@\"\n";
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  auto staged = stage_plugin(broken_plugin("hang_in_constructor"), {}, run_folder_);
  ASSERT_TRUE(staged);
  EXPECT_EQ(Prober(script, std::chrono::milliseconds(500)).probe(staged->copy.path(), {}).error().detail,
            "did not come back within 500 ms" AT_LOADING);
}

TEST_F(ProbeTest, GoodPluginIsSoundAndDescribesItself) {
  auto staged = stage_plugin(mirror_plugin(), {}, run_folder_);
  ASSERT_TRUE(staged);
  const auto found = host_.prober.probe(staged->copy.path(), [](std::span<const config::OptionSpec> specs) {
    EXPECT_EQ(specs.size(), 2u);
    return std::optional(std::vector<config::OptionValue>{{"greeting", "hi", false}});
  });
  ASSERT_TRUE(found) << found.error().detail;
  EXPECT_EQ(found->name, "mirror");
  EXPECT_EQ(found->options.front().default_text, "hello");
  EXPECT_EQ(found->protocols.front().routes, std::vector<std::string>{"POST /mirror/{word}"});
  EXPECT_EQ(found->providers.back().id, "mirror-steps");
  EXPECT_TRUE(found->providers.back().steps);
}

TEST_F(ProbeTest, GivesThePluginItsConfiguration) {
  auto staged = stage_plugin(mirror_plugin(), {}, run_folder_);
  ASSERT_TRUE(staged);
  const auto found = host_.prober.probe(staged->copy.path(), [](std::span<const config::OptionSpec>) {
    return std::optional(std::vector<config::OptionValue>{{"greeting", "fail", true}});
  });
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().detail, StartsWith("its create() failed with -1"));
  EXPECT_THAT(found.error().detail, Not(HasSubstr("hello")));
}

TEST_F(ProbeTest, ProgramThatIsNotThereIsARefusal) {
  EXPECT_THAT(Prober("/no/such/program").probe(mirror_plugin(), {}).error().detail,
              HasSubstr("no child process could be started: No such file or directory"));
}

TEST_F(ProbeTest, ProgramThatIsNoProberIsARefusal) {
  EXPECT_EQ(Prober("/bin/false").probe(mirror_plugin(), {}).error().detail,
            "ended its process with status 1 before it was loaded when a child process tried it");
}

// A program of the shell's that writes down what it was given.
TEST_F(ProbeTest, ChildInheritsOnePipeAndNoSecrets) {
  ::setenv("AIPOOL_TEST_API_KEY", "sk-canary", 1);
  const std::filesystem::path seen = root_ / "seen";
  const std::filesystem::path script = root_ / "program.sh";
  std::ofstream(script) << "#!/bin/sh\nls /proc/$$/fd | tr '\\n' ' ' > " << seen.native() << "\nenv >> "
                        << seen.native() << "\necho $@ >> " << seen.native() << "\n";
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  EXPECT_FALSE(Prober(script).probe(mirror_plugin(), {}));
  std::ifstream stream(seen);
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  EXPECT_THAT(text, StartsWith("0 1 10 2 3 "));  // 10 is the shell's own: the script
  EXPECT_THAT(text, Not(HasSubstr("canary")));
  EXPECT_THAT(text, HasSubstr("probe " + mirror_plugin().native() + " " + std::to_string(::getpid())));
}

TEST(ProbePipeTest, PacksOptionsOfAnyBytes) {
  const std::vector<config::OptionValue> options{{"a", std::string("\0\xff", 2), true}, {"", "", false}};
  std::vector<config::OptionValue> back;
  const std::string packed = pack_options(options);
  ASSERT_TRUE(unpack_options(packed, back));
  ASSERT_EQ(back.size(), 2u);
  EXPECT_EQ(back[0].text, options[0].text);
  EXPECT_TRUE(back[0].secret);
  for (std::size_t cut = 1; cut < packed.size(); ++cut) {
    std::vector<config::OptionValue> part;
    EXPECT_TRUE(!unpack_options(std::string_view(packed).substr(0, cut), part) || part.size() < 2) << cut;
  }
}

}  // namespace
}  // namespace aipool::plugin
