// SPDX-License-Identifier: MIT
#include <set>

#include "ollama_test.h"

namespace aipool::ollama {
namespace {

class RoutesTest : public OllamaTest {
 protected:
  static std::set<std::string> routes_of(const kit::Plugin& plugin) {
    const aip_client_half& half = *plugin.protocol("ollama.chat").client;
    std::set<std::string> all;
    for (const aip_route& route : sdk::list(half.routes, half.route_count)) {
      all.insert(std::string(sdk::view(route.method)) + " " + std::string(sdk::view(route.path)));
    }
    EXPECT_EQ(all.size(), half.route_count);
    return all;
  }
};

TEST_F(RoutesTest, BelowAPrefix) {
  const auto routes = routes_of(plugin_);
  EXPECT_EQ(routes.size(), 12U);
  for (const std::string& route : routes) EXPECT_NE(route.find(" /ollama"), std::string::npos) << route;
}

TEST_F(RoutesTest, AtTheRootWhereTheOperatorSaysSo) {
  kit::FakeHost host;
  const kit::Plugin plugin = kit::Plugin::load(test::plugin_path(), host, {{"root", "true"}});
  const auto routes = routes_of(plugin);
  EXPECT_EQ(routes.size(), 22U);
  for (const char* route : {"POST /api/chat", "GET /api/tags", "GET /", "HEAD /", "HEAD /ollama/"}) {
    EXPECT_TRUE(routes.contains(route)) << route;
  }
}

}  // namespace
}  // namespace aipool::ollama
