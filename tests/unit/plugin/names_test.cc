// SPDX-License-Identifier: MIT
#include "core/plugin/names.h"

#include <gtest/gtest.h>

#include <string>

namespace aipool::plugin {
namespace {

TEST(NamesTest, RoleIds) {
  for (const auto* good : {"a", "openai.chat", "openai-custom", "9x", "a_b.c-d"}) EXPECT_TRUE(is_role_id(good)) << good;
  for (const auto* bad : {"", ".a", "-a", "_a", "Openai", "a b", "a/b", "\xc3\xa4"})
    EXPECT_FALSE(is_role_id(bad)) << bad;
  EXPECT_TRUE(is_role_id(std::string(63, 'a')));
  EXPECT_FALSE(is_role_id(std::string(64, 'a')));
}

TEST(NamesTest, ModuleNames) {
  for (const auto* good : {"a", "open_ai-2", "-"}) EXPECT_TRUE(is_module_name(good)) << good;
  for (const auto* bad : {"", "a.b", "A", "../x"}) EXPECT_FALSE(is_module_name(bad)) << bad;
  EXPECT_TRUE(is_module_name(std::string(64, 'a')));
  EXPECT_FALSE(is_module_name(std::string(65, 'a')));
}

TEST(NamesTest, OptionNames) {
  EXPECT_TRUE(is_option_name("project_id2"));
  for (const auto* bad : {"", "2x", "_x", "a-b", "aB"}) EXPECT_FALSE(is_option_name(bad)) << bad;
}

TEST(NamesTest, Tokens) {
  for (const auto* good : {"GET", "x-goog-api-key", "a.b!c"}) EXPECT_TRUE(is_token(good)) << good;
  for (const auto* bad : {"", "a b", "a:b", "a\n", "a/b", "(a)"}) EXPECT_FALSE(is_token(bad)) << bad;
}

TEST(NamesTest, RoutePaths) {
  for (const auto* good : {"/", "/v1/chat/completions", "/v1/models/{id}", "/v1/models/{id...}",
                           "/v1beta/models/{model}:generateContent", "/a/{x}/b/{y}"}) {
    EXPECT_TRUE(is_route_path(good)) << good;
  }
  for (const auto* bad : {"", "v1", "/{", "/}", "/{}", "/{a}{b}", "/{a}/{a}", "/{a...}/b", "/{a...}b", "/a?b", "/a#b",
                          "/a b", "/{A}", "/%41", "/a\x01"}) {
    EXPECT_FALSE(is_route_path(bad)) << bad;
  }
  EXPECT_FALSE(is_route_path("/" + std::string(256, 'a')));
}

}  // namespace
}  // namespace aipool::plugin
