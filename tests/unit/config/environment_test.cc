// SPDX-License-Identifier: MIT
#include "core/config/environment.h"

#include <gtest/gtest.h>

#include "tests/unit/config/config_folder.h"

namespace aipool::config {
namespace {

TEST(EnvironmentTest, StringsHoldVariables) {
  ConfigFolder folder;
  folder.set("KEY", "key-of-mine");
  folder.set("HOST", "local");
  folder.write("config.yaml", "auth: {api_key: \"${KEY}\"}\nserver:\n  host: ${HOST}${HOST}.example.org\n");
  const Loaded loaded = folder.load();
  EXPECT_EQ(folder.faults(loaded), "");
  EXPECT_EQ(loaded.config.auth.api_keys.at(0).reveal(), "key-of-mine");
  EXPECT_EQ(loaded.config.server.host, "locallocal.example.org");
}

TEST(EnvironmentTest, VariablesAreTypedByTheirText) {
  ConfigFolder folder;
  folder.set("PORT", "8080");
  folder.set("OFF", "false");
  folder.set("TIME", "5s");
  folder.write("config.yaml", "server: {port: \"${PORT}\"}\nollama_root: ${OFF}\ntimeouts: {head: \"${TIME}\"}\n");
  const Loaded loaded = folder.load();
  EXPECT_EQ(folder.faults(loaded), "");
  EXPECT_EQ(loaded.config.server.port, 8080);
  EXPECT_EQ(loaded.config.timeouts.head, std::chrono::seconds(5));
}

TEST(EnvironmentTest, VariableOfDigitsServesAsAString) {
  ConfigFolder folder;
  folder.set("KEY", "12345678901");
  folder.write("config.yaml", "auth: {api_key: \"${KEY}\"}\n");
  const Loaded loaded = folder.load();
  EXPECT_EQ(folder.faults(loaded), "");
  EXPECT_EQ(loaded.config.auth.api_keys.at(0).reveal(), "12345678901");
}

TEST(EnvironmentTest, EmptyVariableLeavesTheKeyOut) {
  ConfigFolder folder;
  folder.set("KEY", "");
  folder.write("config.yaml", "auth: {api_key: \"${KEY}\"}\n");
  const Loaded loaded = folder.load();
  EXPECT_EQ(folder.faults(loaded), "");
  EXPECT_TRUE(loaded.config.auth.api_keys.empty());
}

TEST(EnvironmentTest, DoubledDollarIsLiteral) {
  ConfigFolder folder;
  folder.write("config.yaml", "auth: {api_key: \"a$${B}c$d$$e}\"}\n");
  const Loaded loaded = folder.load();
  EXPECT_EQ(folder.faults(loaded), "");
  EXPECT_EQ(loaded.config.auth.api_keys.at(0).reveal(), "a${B}c$d$$e}");
}

TEST(EnvironmentTest, UnsetVariableIsTheOnlyFaultOfItsValue) {
  ConfigFolder folder;
  folder.write("config.yaml", "server: {host: 0.0.0.0, port: \"${PORT}\"}\nauth: {api_key: \"x-${KEY}\"}\n");
  EXPECT_EQ(folder.faults(folder.load()),
            "config.yaml:1:31: environment variable PORT is not set; set it, or write the value here (a literal ${ is "
            "written $${)\n"
            "config.yaml:2:17: environment variable KEY is not set; set it, or write the value here (a literal ${ is "
            "written $${)\n");
}

TEST(EnvironmentTest, MalformedReferencesAreFaults) {
  for (const char* value : {"${", "${}", "${A B}", "${1A}", "${A", "${A-default}", "${${A}}"}) {
    ConfigFolder folder;
    folder.set("A", "a");
    folder.write("config.yaml", std::string("cors:\n  origins:\n    - \"") + value + "\"\n");
    EXPECT_EQ(folder.faults(folder.load()),
              "config.yaml:3:7: malformed ${...}; write ${NAME} with letters, digits and _, or $${ for a literal ${\n")
        << value;
  }
}

TEST(EnvironmentTest, ValuesAreNotExpandedTwice) {
  ConfigFolder folder;
  folder.set("KEY", "${OTHER}-key");
  folder.write("config.yaml", "auth: {api_key: \"${KEY}\"}\n");
  EXPECT_EQ(folder.load().config.auth.api_keys.at(0).reveal(), "${OTHER}-key");
}

TEST(EnvironmentTest, VariableWithLineBreakAtItsEndIsAFaultOfTheKey) {
  ConfigFolder folder;
  folder.set("KEY", "key-of-mine\n");
  folder.write("config.yaml", "auth: {api_key: \"${KEY}\"}\n");
  EXPECT_EQ(
      folder.faults(folder.load()),
      "config.yaml:1:17: auth.api_key: is empty or holds a space, a line break or a character outside ASCII; copy "
      "the key again, with nothing before or after it\n");
}

TEST(EnvironmentTest, ReadsTheProcess) {
  const Environment environment = process_environment();
  EXPECT_TRUE(environment("PATH").has_value());
  EXPECT_FALSE(environment("AIPOOL_SURELY_NOT_SET").has_value());
}

}  // namespace
}  // namespace aipool::config
