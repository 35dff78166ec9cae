// SPDX-License-Identifier: MIT
#include "core/plugin/registry.h"

#include <filesystem>
#include <fstream>

#include "core/plugin/build_registry.h"
#include "core/plugin/plugin_files.h"
#include "tests/unit/plugin/plugin_fixture.h"

namespace aipool::plugin {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RegistryTest : public PluginTest {
 protected:
  void SetUp() override { fs::create_directories(plugins_); }

  void install(const fs::path& plugin) { fs::copy_file(plugin, plugins_ / plugin.filename()); }
  void add_pool(const std::string& provider) { config_.pools.push_back({provider, {}, {"pools.yaml", 3, 1}}); }
  void name_plugin(const std::string& name, const fs::path& path = {}) {
    config::PluginEntry entry;
    entry.name = name;
    entry.path = path;
    entry.position = {"config.yaml", 7, 5};
    config_.plugins.push_back(std::move(entry));
  }
  std::shared_ptr<const Registry> build(const Registry* before = nullptr) {
    faults_.clear();
    return build_registry(config_, Folders{plugins_}, host_, faults_, before);
  }
  std::vector<std::string> faults() const {
    std::vector<std::string> texts;
    for (const config::Diagnostic& fault : faults_) {
      std::string text = to_string(fault);
      for (std::size_t at = 0; (at = text.find(plugins_.native())) != std::string::npos;) {
        text.replace(at, plugins_.native().size(), "ROOT");
      }
      texts.push_back(std::move(text));
    }
    return texts;
  }

  const fs::path plugins_ = root_ / "plugins";
  config::Config config_;
  config::Faults faults_;
};

TEST_F(RegistryTest, FindsProtocolsAndProvidersById) {
  install(mirror_plugin());
  const auto registry = build();
  ASSERT_NE(registry, nullptr) << ::testing::PrintToString(faults());
  EXPECT_EQ(registry->client("mirror")->id(), "mirror");
  EXPECT_EQ(registry->upstream("mirror")->id(), "mirror");
  EXPECT_EQ(registry->provider("mirror-steps")->id(), "mirror-steps");
  EXPECT_EQ(registry->client("other"), nullptr);
  EXPECT_EQ(registry->upstream("other"), nullptr);
  EXPECT_EQ(registry->provider("other"), nullptr);
  EXPECT_EQ(registry->generations().size(), 1u);
}

TEST_F(RegistryTest, LoadsTheProviderOfAPoolAndNoOther) {
  install(broken_plugin("only_provider"));
  install(mirror_plugin());
  auto registry = build();
  ASSERT_NE(registry, nullptr) << ::testing::PrintToString(faults());
  EXPECT_EQ(registry->provider("test-api"), nullptr);
  add_pool("test-api");
  registry = build();
  EXPECT_EQ(registry, nullptr);
  EXPECT_THAT(faults(), ElementsAre("ROOT/only_provider.so: provider \"test-api\" speaks protocol \"test.proto\", "
                                    "which no plugin brings; install the plugin that brings it, and name it under "
                                    "\"plugins\" if that is used"));
}

TEST_F(RegistryTest, LoadsExactlyThePluginsThatAreNamed) {
  install(mirror_plugin());
  install(broken_plugin("wrong_magic"));
  name_plugin("mirror");
  const auto registry = build();
  ASSERT_NE(registry, nullptr) << ::testing::PrintToString(faults());
  EXPECT_EQ(registry->generations().size(), 1u);
}

TEST_F(RegistryTest, LoadsAPluginByItsPath) {
  name_plugin("mirror", mirror_plugin());
  ASSERT_NE(build(), nullptr) << ::testing::PrintToString(faults());
}

TEST_F(RegistryTest, SaysWhereANamedPluginIsNot) {
  name_plugin("absent");
  EXPECT_EQ(build(), nullptr);
  EXPECT_THAT(faults(),
              ElementsAre("config.yaml:7:5: plugin \"absent\" is not installed; looked for its file in ROOT"));
}

TEST_F(RegistryTest, SaysThatAFileIsAnotherPlugin) {
  name_plugin("echo", mirror_plugin());
  EXPECT_EQ(build(), nullptr);
  EXPECT_THAT(faults(), ElementsAre("config.yaml:7:5: " + mirror_plugin().native() +
                                    ": is plugin \"mirror\"; name it "
                                    "so here, or give the path of \"echo\""));
}

TEST_F(RegistryTest, CollectsEveryRefusal) {
  install(broken_plugin("wrong_magic"));
  install(broken_plugin("wrong_major"));
  std::ofstream(plugins_ / "text.so") << "This is no library.\n";
  EXPECT_EQ(build(), nullptr);
  EXPECT_THAT(faults(),
              ElementsAre("ROOT/text.so: no manifest: it is too short for a library; remove it, replace it, or name "
                          "the plugins to load under \"plugins\"",
                          "ROOT/wrong_magic.so: is no aipool plugin: its magic is 0x464c457f, not 0x31504941",
                          "ROOT/wrong_major.so: speaks ABI 2.3, this host 1.0: rebuild it against this host's SDK"));
}

TEST_F(RegistryTest, NamesBothFilesOfADuplicate) {
  install(broken_plugin("same_protocol"));
  install(broken_plugin("needs_nothing"));
  EXPECT_EQ(build(), nullptr);
  EXPECT_THAT(faults(), ElementsAre("ROOT/same_protocol.so: protocol \"test.proto\" is brought by "
                                    "ROOT/needs_nothing.so too; remove one of the two files",
                                    "ROOT/same_protocol.so: provider \"test-api\" is brought by "
                                    "ROOT/needs_nothing.so too; remove one of the two files"));
}

TEST_F(RegistryTest, EqualRoutesOfTwoProtocolsAreAFault) {
  install(broken_plugin("needs_nothing"));
  install(broken_plugin("same_route"));
  EXPECT_EQ(build(), nullptr);
  EXPECT_THAT(faults(), ElementsAre("ROOT/same_route.so: protocols \"test.proto\" and \"same.route\" both take POST "
                                    "/test/{model} with the same rank; use only one of them"));
}

TEST_F(RegistryTest, ProviderOfAnUnknownProtocolNamesBoth) {
  install(broken_plugin("unknown_protocol"));
  EXPECT_EQ(build(), nullptr);
  EXPECT_THAT(faults(), ElementsAre("ROOT/unknown_protocol.so: provider \"test-api\" speaks protocol "
                                    "\"test.unknown\", which no plugin brings; install the plugin that brings it, and "
                                    "name it under \"plugins\" if that is used"));
}

TEST_F(RegistryTest, PoolWithoutAProviderHasTheNearestName) {
  install(mirror_plugin());
  add_pool("miror-api");
  EXPECT_EQ(build(), nullptr);
  EXPECT_THAT(faults(), ElementsAre("pools.yaml:3:1: no plugin brings provider \"miror-api\"; did you mean "
                                    "\"mirror-api\"?"));
}

TEST_F(RegistryTest, MissingOptionIsAFaultAtTheEntry) {
  install(broken_plugin("needs_option"));
  name_plugin("needs-option", plugins_ / "needs_option.so");
  config_.plugins.front().options.position = {"config.yaml", 7, 5};
  EXPECT_EQ(build(), nullptr);
  EXPECT_THAT(faults(), ElementsAre("config.yaml:7:5: plugin \"needs-option\": the option \"region\" is missing; add "
                                    "it: where it runs"));
}

TEST_F(RegistryTest, SumThatIsNotTheFilesIsAFaultAtTheEntry) {
  name_plugin("mirror", mirror_plugin());
  config_.plugins.front().sha256 = std::string(64, '0');
  EXPECT_EQ(build(), nullptr);
  ASSERT_EQ(faults_.size(), 1u);
  const std::string text = to_string(faults_.front());
  const std::string before = "config.yaml:7:5: " + mirror_plugin().native() + ": has the SHA-256 sum ";
  ASSERT_THAT(text, ::testing::StartsWith(before));
  config_.plugins.front().sha256 = text.substr(before.size(), 64);
  const auto registry = build();
  ASSERT_NE(registry, nullptr) << ::testing::PrintToString(faults());
  EXPECT_EQ(registry->generations().front()->sha256(), config_.plugins.front().sha256);
}

TEST_F(RegistryTest, FileThatOthersMayWriteIsAFault) {
  install(mirror_plugin());
  fs::permissions(plugins_ / "mirror.so", fs::perms::others_write, fs::perm_options::add);
  EXPECT_EQ(build(), nullptr);
  EXPECT_THAT(faults(), ElementsAre("ROOT/mirror.so: others than its owner may write to the file; take that away with "
                                    "chmod go-w"));
}

TEST_F(RegistryTest, PluginThatCrashesIsAFaultAndTheOthersAreProbedAllTheSame) {
  install(broken_plugin("crash_in_create"));
  install(broken_plugin("exit_in_entry"));
  install(mirror_plugin());
  EXPECT_EQ(build(), nullptr);
  EXPECT_THAT(faults(),
              ElementsAre("ROOT/crash_in_create.so: died of signal 11 (Segmentation fault) in create() when a child "
                          "process tried it",
                          "ROOT/exit_in_entry.so: ended its process with status 3 while it was loaded (constructors, "
                          "aipool_plugin_v1()) when a child process tried it"));
}

TEST_F(RegistryTest, APluginThatIsTheSameGoesOnAndAnotherBuildIsANewGeneration) {
  install(mirror_plugin());
  const auto first = build();
  ASSERT_NE(first, nullptr) << ::testing::PrintToString(faults());
  const auto second = build(first.get());
  ASSERT_NE(second, nullptr) << ::testing::PrintToString(faults());
  EXPECT_EQ(second->generations(), first->generations());
  std::ofstream(plugins_ / "mirror.so", std::ios::app | std::ios::binary) << "what a linker would not mind";
  const auto third = build(second.get());
  ASSERT_NE(third, nullptr) << ::testing::PrintToString(faults());
  EXPECT_NE(third->generations().front()->sha256(), first->generations().front()->sha256());
  EXPECT_NE(third->generations().front()->copy(), first->generations().front()->copy());
}

TEST_F(RegistryTest, OtherOptionsAreANewGeneration) {
  install(broken_plugin("needs_option"));
  name_plugin("needs-option", plugins_ / "needs_option.so");
  const auto write_region = [this](const std::string& text) {
    config::Entry region{"region", {}, {}};
    region.value.kind = config::Kind::kString;
    region.value.text = text;
    config_.plugins.front().options.entries = {region};
  };
  write_region("here");
  const auto first = build();
  ASSERT_NE(first, nullptr) << ::testing::PrintToString(faults());
  const auto same = build(first.get());
  ASSERT_NE(same, nullptr) << ::testing::PrintToString(faults());
  EXPECT_EQ(same->generations(), first->generations());
  write_region("there");
  const auto other = build(first.get());
  ASSERT_NE(other, nullptr) << ::testing::PrintToString(faults());
  EXPECT_NE(other->generations(), first->generations());
}

TEST_F(RegistryTest, ABrokenFileLeavesTheGenerationBeforeAlone) {
  install(mirror_plugin());
  const auto first = build();
  ASSERT_NE(first, nullptr) << ::testing::PrintToString(faults());
  std::ofstream(plugins_ / "mirror.so", std::ios::trunc) << "This is no library.\n";
  EXPECT_EQ(build(first.get()), nullptr);
  EXPECT_EQ(faults().size(), 1U);
  EXPECT_EQ(first->client("mirror")->id(), "mirror");
}

TEST_F(RegistryTest, EarlierFolderWinsForAName) {
  const fs::path second = plugins_ / "second";
  fs::create_directories(second);
  install(mirror_plugin());
  fs::copy_file(mirror_plugin(), second / "mirror.so");
  fs::copy_file(mirror_plugin(), second / "other.so");
  EXPECT_THAT(list_plugins(Folders{plugins_, second}), ElementsAre(plugins_ / "mirror.so", second / "other.so"));
  EXPECT_EQ(find_plugin(Folders{plugins_, second}, "mirror"), plugins_ / "mirror.so");
  EXPECT_EQ(find_plugin(Folders{second, plugins_}, "mirror"), second / "mirror.so");
  EXPECT_EQ(find_plugin(Folders{plugins_ / "none"}, "mirror"), std::nullopt);
  EXPECT_THAT(list_plugins(Folders{plugins_ / "none"}), IsEmpty());
}

TEST_F(RegistryTest, FoldersComeFromTheListFirst) {
  EXPECT_THAT(plugin_folders("/a:/b/c::", "/lib"), ElementsAre("/a", "/b/c", "/lib"));
  EXPECT_THAT(plugin_folders("", ""), IsEmpty());
  EXPECT_EQ(plugin_folders("x", "").front(), fs::current_path() / "x");
}

}  // namespace
}  // namespace aipool::plugin
