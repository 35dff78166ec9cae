// SPDX-License-Identifier: MIT
#include "core/config/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/config/yaml_reader.h"

namespace aipool::config {
namespace {

RawOptions options_from(const char* yaml) {
  Faults faults;
  const Value root = read_yaml(yaml, "pools.yaml", faults).value();
  EXPECT_TRUE(faults.empty());
  return {root.entries, root.position, {"base_url", "api_key"}};
}

struct Checked {
  std::vector<std::string> values;  // name=text
  std::string faults;
};

Checked check(const std::vector<OptionSpec>& specs, const RawOptions& options) {
  Faults faults;
  Checked checked;
  for (const OptionValue& value : check_options(specs, options, "account k-1", faults))
    checked.values.push_back(value.name + "=" + value.text);
  for (const Diagnostic& fault : faults) checked.faults += to_string(fault) + "\n";
  return checked;
}

OptionSpec spec(const char* name, OptionType type) {
  OptionSpec made;
  made.name = name;
  made.type = type;
  return made;
}

std::vector<OptionSpec> one_of_each() {
  return {spec("text", OptionType::kString),     spec("count", OptionType::kInteger),
          spec("ratio", OptionType::kNumber),    spec("flag", OptionType::kBoolean),
          spec("wait", OptionType::kDuration),   spec("room", OptionType::kSize),
          spec("list", OptionType::kStringList), spec("map", OptionType::kStringMap)};
}

TEST(OptionsTest, EveryTypeHasOneCanonicalForm) {
  const Checked checked = check(one_of_each(), options_from("map: {b: \"1\", a: \"t\\tq\\\"s\\\\\"}\n"
                                                            "list: [one, \"two\", \"\u00fc\\x01\"]\n"
                                                            "room: 2KiB\nwait: 3s\nflag: True\nratio: 2.50\n"
                                                            "count: +7\ntext: \"a: b\"\n"));
  EXPECT_EQ(checked.faults, "");
  EXPECT_THAT(checked.values, testing::ElementsAre("text=a: b", "count=7", "ratio=2.5", "flag=true", "wait=3000",
                                                   "room=2048", "list=[\"one\",\"two\",\"\u00fc\\u0001\"]",
                                                   "map={\"b\":\"1\",\"a\":\"t\\u0009q\\\"s\\\\\"}"));
}

TEST(OptionsTest, WrongTypesAreFaultsWithPlaces) {
  const Checked checked = check(one_of_each(), options_from("text: 1\ncount: 1.5\nratio: x\nflag: yes\nwait: 3\n"
                                                            "room: 3MB\nlist: [a, 1]\nmap: {a: [b]}\n"));
  EXPECT_THAT(checked.values, testing::IsEmpty());
  EXPECT_EQ(checked.faults,
            "pools.yaml:1:7: account k-1.text: expected a string, found an integer; put the value in quotes\n"
            "pools.yaml:2:8: account k-1.count: expected an integer, found a number; write a whole number, without "
            "quotes\n"
            "pools.yaml:3:8: account k-1.ratio: expected a number, found a string; write a number, without quotes\n"
            "pools.yaml:4:7: account k-1.flag: expected true or false, found a string; write true or false, without "
            "quotes\n"
            "pools.yaml:5:7: account k-1.wait: expected a duration, found an integer; write a whole number and a unit: "
            "250ms, 10s, 10m or 1h\n"
            "pools.yaml:6:7: account k-1.room: expected a size, found a string; write a whole number and a unit: 512B, "
            "64KiB, 32MiB or 1GiB\n"
            "pools.yaml:7:11: account k-1.list: expected a string, found an integer; put the value in quotes\n"
            "pools.yaml:8:10: account k-1.map: expected a string, found a list; put the value in quotes\n");
}

TEST(OptionsTest, CollectionsAreNotScalars) {
  const Checked checked = check({spec("list", OptionType::kStringList), spec("map", OptionType::kStringMap)},
                                options_from("list: {a: b}\nmap: [a]\n"));
  EXPECT_EQ(
      checked.faults,
      "pools.yaml:1:7: account k-1.list: expected a list of strings, found a map; write it as [first, second]\n"
      "pools.yaml:2:6: account k-1.map: expected a map of strings, found a list; write it as {name: \"value\"}\n");
}

TEST(OptionsTest, UnknownOptionNamesTheNearestOfThePluginAndTheHost) {
  const Checked checked = check({spec("project_id", OptionType::kString)},
                                options_from("projectid: a\nbaseurl: b\nzzz: c\napi_key:sk-1:\n"));
  EXPECT_EQ(checked.faults,
            "pools.yaml:1:1: account k-1: unknown option \"projectid\"; did you mean \"project_id\"?\n"
            "pools.yaml:2:1: account k-1: unknown option \"baseurl\"; did you mean \"base_url\"?\n"
            "pools.yaml:3:1: account k-1: unknown option \"zzz\"; known options: project_id, base_url, api_key\n"
            "pools.yaml:4:1: account k-1: unknown option \"api_key...\"; put a space after the colon\n");
}

TEST(OptionsTest, RequiredOptionThatIsMissingIsAFaultOfTheOwner) {
  OptionSpec region = spec("region", OptionType::kString);
  region.required = true;
  region.help = "the region of the account";
  EXPECT_EQ(check({region}, options_from("# none\n")).faults,
            "pools.yaml:1:1: account k-1: the option \"region\" is missing; add it: the region of the account\n");
}

TEST(OptionsTest, DefaultsTakeTheCanonicalForm) {
  std::vector<OptionSpec> specs = one_of_each();
  const char* defaults[] = {"12", "7", "0.25", "false", "1m", "1MiB", "[a, b]", "{}"};
  for (std::size_t i = 0; i < specs.size(); ++i) specs[i].default_text = defaults[i];
  const Checked checked = check(specs, options_from("# none\n"));
  EXPECT_EQ(checked.faults, "");
  EXPECT_THAT(checked.values, testing::ElementsAre("text=12", "count=7", "ratio=0.25", "flag=false", "wait=60000",
                                                   "room=1048576", "list=[\"a\",\"b\"]", "map={}"));
}

TEST(OptionsTest, SecretStaysMarked) {
  OptionSpec token = spec("token", OptionType::kString);
  token.secret = true;
  Faults faults;
  const auto values = check_options(std::vector{token}, options_from("token: canary\n"), "k-1", faults);
  ASSERT_EQ(values.size(), 1U);
  EXPECT_TRUE(values[0].secret);
}

TEST(OptionsTest, ValueWhoseVariableIsUnsetGivesNoSecondFault) {
  RawOptions options = options_from("text: a\n");
  options.entries[0].value.kind = Kind::kUnresolved;
  OptionSpec text = spec("text", OptionType::kString);
  text.required = true;
  const Checked checked = check({text}, options);
  EXPECT_EQ(checked.faults, "");
  EXPECT_THAT(checked.values, testing::IsEmpty());
}

}  // namespace
}  // namespace aipool::config
