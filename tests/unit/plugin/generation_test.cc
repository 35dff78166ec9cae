// SPDX-License-Identifier: MIT
#include "core/plugin/generation.h"

#include <thread>

#include "core/plugin/abi_view.h"
#include "core/plugin/build_kind.h"
#include "core/plugin/client_protocol.h"
#include "tests/unit/plugin/plugin_fixture.h"

namespace aipool::plugin {
namespace {

using ::testing::HasSubstr;

config::RawOptions greeting(std::string words) {
  config::RawOptions options;
  config::Entry entry;
  entry.key = "greeting";
  entry.value.kind = config::Kind::kString;
  entry.value.text = std::move(words);
  options.entries.push_back(std::move(entry));
  return options;
}

using GenerationTest = PluginTest;

TEST_F(GenerationTest, KnowsItself) {
  const auto generation = load(mirror_plugin());
  ASSERT_NE(generation, nullptr);
  EXPECT_EQ(generation->name(), "mirror");
  EXPECT_EQ(generation->file(), mirror_plugin());
  EXPECT_EQ(generation->manifest().version, "1.2.3");
  EXPECT_EQ(generation->protocols().size(), 1u);
  EXPECT_EQ(generation->providers().size(), 2u);
}

TEST_F(GenerationTest, NumbersRise) {
  const std::uint32_t first = load(mirror_plugin())->number();
  EXPECT_GT(load(mirror_plugin())->number(), first);
}

TEST_F(GenerationTest, GivesThePluginItsOptionsWithDefaults) {
  load(mirror_plugin(), greeting("good morning"));
  EXPECT_THAT(lines_.back(), HasSubstr("info good morning plugin=mirror greeting=\"good morning\" patience=1500"));
  load(mirror_plugin());
  EXPECT_THAT(lines_.back(), HasSubstr("info hello plugin=mirror greeting=hello patience=1500"));
}

TEST_F(GenerationTest, PinKeepsTheFileMapped) {
  auto generation = load(mirror_plugin());
  ASSERT_NE(generation, nullptr);
  const auto pin = generation;
  generation.reset();
  EXPECT_TRUE(is_mapped(pin->copy()));
  EXPECT_EQ(files_staged(), 1u);
}

TEST_F(GenerationTest, NothingStaysMappedWithoutAPinAndTheCopyIsRemoved) {
  auto generation = load(mirror_plugin());
  const std::filesystem::path copy = generation->copy();
  generation.reset();
  EXPECT_EQ(is_mapped(copy), kAddressSanitized);
  EXPECT_EQ(files_staged(), 0u);
  EXPECT_EQ(metrics_.value("aipool_plugin_pinned_total", {"mirror"}), 0);
}

TEST_F(GenerationTest, OpenObjectPinsItsGeneration) {
  auto generation = load(mirror_plugin());
  ASSERT_NE(generation, nullptr);
  const std::filesystem::path copy = generation->copy();
  Call call("req-1");
  {
    Answer answer;
    auto encoder =
        ClientProtocol(generation, generation->protocols().front()).open_encoder(call, sized<aip_request>(), answer);
    ASSERT_TRUE(encoder);
    generation.reset();
    std::string wire;
    EXPECT_TRUE(encoder->tick(call, wire));
    EXPECT_EQ(wire, ":");
  }
  EXPECT_EQ(is_mapped(copy), kAddressSanitized);
}

TEST_F(GenerationTest, MovedObjectIsClosedOnce) {
  const auto generation = load(mirror_plugin());
  Call call("req-1");
  Answer answer;
  const ClientProtocol protocol(generation, generation->protocols().front());
  auto first = protocol.open_encoder(call, sized<aip_request>(), answer);
  auto second = protocol.open_encoder(call, sized<aip_request>(), answer);
  ASSERT_TRUE(first && second);
  Encoder moved = std::move(*first);
  moved = std::move(*second);
  std::string wire;
  EXPECT_TRUE(moved.tick(call, wire));
}

TEST_F(GenerationTest, PluginThatLeavesObjectsStaysMappedAndIsNamed) {
  auto generation = load(broken_plugin("leaves_objects"));
  const std::filesystem::path copy = generation->copy();
  generation.reset();
  EXPECT_TRUE(is_mapped(copy));
  EXPECT_EQ(files_staged(), 1u);
  EXPECT_EQ(metrics_.value("aipool_plugin_pinned_total", {"leaves-objects"}), 1);
  ASSERT_EQ(lines_.size(), 1u);
  EXPECT_THAT(lines_.back(), HasSubstr("warn a plugin stays in memory for good plugin=leaves-objects"));
  EXPECT_THAT(lines_.back(), HasSubstr("why=\"it left objects behind\""));
}

TEST_F(GenerationTest, PinsAreDroppedOnAnyThread) {
  auto generation = load(mirror_plugin());
  ASSERT_NE(generation, nullptr);
  const std::filesystem::path copy = generation->copy();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([pin = generation] {
      Call call("req");
      for (int i = 0; i < 50; ++i) {
        Answer answer;
        auto encoder = ClientProtocol(pin, pin->protocols().front()).open_encoder(call, sized<aip_request>(), answer);
        std::string wire;
        EXPECT_TRUE(encoder && encoder->tick(call, wire));
      }
    });
  }
  generation.reset();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(is_mapped(copy), kAddressSanitized);
}

}  // namespace
}  // namespace aipool::plugin
