// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/config_folder.h"

namespace aipool::config {
namespace {

struct BadFile {
  const char* name;
  const char* text;
  const char* fault;  // how the one line of output starts
};

void PrintTo(const BadFile& bad, std::ostream* out) { *out << bad.text; }

class BadConfigTest : public testing::TestWithParam<BadFile> {};

TEST_P(BadConfigTest, IsRefusedWithPlaceReasonAndFix) {
  ConfigFolder folder;
  folder.write("config.yaml", GetParam().text);
  const Loaded loaded = folder.load();
  const std::string faults = folder.faults(loaded);
  EXPECT_EQ(loaded.faults.size(), 1U) << faults;
  EXPECT_THAT(faults, testing::StartsWith(std::string("config.yaml:") + GetParam().fault));
  for (const Diagnostic& fault : loaded.faults) EXPECT_FALSE(fault.fix.empty()) << fault.message;
}

std::string name_of(const testing::TestParamInfo<BadFile>& info) { return info.param.name; }

constexpr BadFile kSyntax[] = {
    {"UnclosedQuote", "server:\n  host: \"127.0.0.1\n", "3:1: YAML syntax: a quoted string is not closed; add"},
    {"UnclosedFlowMap", "server: {host: a\n", "2:1: YAML syntax: end of map flow not found; check"},
    {"UnclosedFlowList", "cors: {origins: [a}\n", "1:19: YAML syntax: illegal flow end"},
    {"TwoColons", "server: host: a\n", "1:13: YAML syntax: illegal map value"},
    {"TabIndentation", "server:\n\thost: a\n", "2:6: YAML syntax: illegal map value"},
    {"ReservedCharacter", "default_provider: @x\n", "1:19: YAML syntax: this character cannot start a value; put"},
    {"UnknownEscape", "default_provider: \"a\\q\"\n", "1:23: YAML syntax: unknown escape character: q"},
    {"UndefinedAlias", "server: *base\n", "1:9: YAML syntax: the referenced anchor is not defined"},
    {"AliasInsideItsAnchor", "plugins: &all [*all]\n", "1:16: an alias stands inside the value it names"},
    {"SecondDocument", "log: {level: info}\n---\nlog: {level: warn}\n", "2:1: a second document; keep one"},
    {"ControlByte",
     "log:\n  level: in\x04"
     "fo\n",
     "2:12: a control character; save the file as"},
    {"TooDeep", "plugins: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n",
     "1:41: nested deeper than 32 levels"},
    {"ListAsFile", "- a\n- b\n", "1:1: the file: expected a map, found a list; write its keys"},
    {"StringAsFile", "hello\n", "1:1: the file: expected a map, found a string"},
    {"ListAsKey", "[a, b]: 1\n", "1:1: a key must be a word, found a list"},
    {"NullAsKey", "~: 1\n", "1:1: a key must be a word, found nothing"},
    {"DuplicateSection", "log: {}\nserver: {}\nlog: {}\n", "3:1: duplicate key \"log\"; it is already set in line 1"},
    {"DuplicateKey", "server:\n  port: 1\n  port: 2\n", "3:3: duplicate key \"port\"; it is already set in line 2"},
    {"DuplicateQuotedKey", "server: {port: 1, \"port\": 2}\n", "1:19: duplicate key \"port\""},
};
INSTANTIATE_TEST_SUITE_P(Syntax, BadConfigTest, testing::ValuesIn(kSyntax), name_of);

constexpr BadFile kKeys[] = {
    {"UnknownSection", "severs: {}\n", "1:1: unknown key \"severs\"; did you mean \"server\"?"},
    {"UnknownKey", "server:\n  prot: 80\n", "2:3: server: unknown key \"prot\"; did you mean \"port\"?"},
    {"UnknownKeyFarFromAll", "server:\n  backlog: 80\n",
     "2:3: server: unknown key \"backlog\"; known keys: host, port, tls"},
    {"KeyWithoutSpace", "server: {port:80}\n", "1:10: server: unknown key \"port...\"; put a space after the colon"},
    {"KeyInWrongCase", "log: {Level: info}\n", "1:7: log: unknown key \"Level\"; did you mean \"level\"?"},
    {"PoolsInWrongFile", "pools: {}\n", "1:1: unknown key \"pools\"; known keys: server, auth"},
    {"UnknownTlsKey", "server: {tls: {cert_file: \"\"}}\n",
     "1:16: server.tls: unknown key \"cert_file\"; known keys: certificate_file, private_key_file"},
    {"UnknownTimeout", "timeouts:\n  first_contents: 8s\n",
     "2:3: timeouts: unknown key \"first_contents\"; did you mean \"first_content\"?"},
    {"MergeKey", "server: {<<: {}}\n", "1:10: server: unknown key \"<<\"; known keys"},
    {"UnknownPluginKey", "plugins:\n  - name: echo\n    conf: {}\n",
     "3:5: plugins[0]: unknown key \"conf\"; did you mean \"config\"?"},
};
INSTANTIATE_TEST_SUITE_P(Keys, BadConfigTest, testing::ValuesIn(kKeys), name_of);

constexpr BadFile kTypes[] = {
    {"SectionIsString", "server: here\n", "1:9: server: expected a map, found a string; write its keys"},
    {"SectionIsEmpty", "server:\nlog: {}\n", "1:1: server: expected a map, found nothing"},
    {"SectionIsList", "log: [info]\n", "1:6: log: expected a map, found a list"},
    {"HostIsNumber", "server:\n  host: 127\n", "2:9: server.host: expected a string, found an integer; put"},
    {"HostIsMap", "server: {host: {}}\n", "1:16: server.host: expected a string, found a map"},
    {"HostIsNull", "server:\n  host: ~\n", "2:3: server.host: expected a string, found nothing"},
    {"PortIsQuoted", "server: {port: \"80\"}\n", "1:16: server.port: expected an integer, found a string; write"},
    {"PortIsWord", "server: {port: http}\n", "1:16: server.port: expected an integer, found a string"},
    {"PortIsNumber", "server: {port: 80.5}\n", "1:16: server.port: expected an integer, found a number"},
    {"PortIsHexadecimal", "server: {port: 0x50}\n", "1:16: server.port: expected an integer, found a string"},
    {"LevelIsList", "log: {level: [info]}\n", "1:14: log.level: expected a string, found a list"},
    {"FlagIsYes", "ollama_root: yes\n", "1:14: ollama_root: expected true or false, found a string; write true"},
    {"FlagIsQuoted", "ollama_root: \"false\"\n", "1:14: ollama_root: expected true or false, found a string"},
    {"FlagIsNumber", "health_check: {enabled: 0}\n", "1:25: health_check.enabled: expected true or false"},
    {"DurationWithoutUnit", "timeouts: {idle: 60}\n",
     "1:18: timeouts.idle: expected a duration, found an integer; write a whole number and a unit: 250ms, 10s"},
    {"DurationWithFraction", "timeouts: {idle: 1.5s}\n", "1:18: timeouts.idle: expected a duration, found a string"},
    {"DurationInDays", "timeouts: {total: 1d}\n", "1:19: timeouts.total: expected a duration"},
    {"DurationNegative", "timeouts: {head: -1s}\n", "1:18: timeouts.head: expected a duration"},
    {"DurationWithSpace", "timeouts: {head: 10 s}\n", "1:18: timeouts.head: expected a duration"},
    {"DurationOverflow", "timeouts: {head: 99999999999999999h}\n", "1:18: timeouts.head: expected a duration"},
    {"SizeWithoutUnit", "limits: {body: 1000000}\n", "1:16: limits.body: expected a size, found an integer; write"},
    {"SizeDecimal", "limits: {body: 32MB}\n", "1:16: limits.body: expected a size, found a string; write a whole"},
    {"SizeOverflow", "limits: {body: 99999999999GiB}\n", "1:16: limits.body: expected a size"},
    {"PercentWithoutSign", "retry: {budget: 20}\n", "1:17: retry.budget: expected a percentage, found an integer"},
    {"PercentTooLarge", "retry: {budget: 101%}\n", "1:17: retry.budget: expected a percentage"},
    {"OriginsIsString", "cors: {origins: \"*\"}\n", "1:17: cors.origins: expected a list of strings, found a string"},
    {"PluginsIsMap", "plugins: {openai: {}}\n", "1:10: plugins: expected a list, found a map"},
    {"PluginIsNumber", "plugins: [openai, 7]\n", "1:19: plugins[1]: expected a string, found an integer"},
    {"PluginConfigIsList", "plugins:\n  - {name: echo, config: [a]}\n",
     "2:26: plugins[0].config: expected a map, found a list"},
    {"KeysIsString", "auth: {api_keys: abcdefgh}\n", "1:18: auth.api_keys: expected a list, found a string"},
    {"KeyIsNumber", "auth: {api_key: 123456789}\n", "1:17: auth.api_key: expected a string, found an integer"},
};
INSTANTIATE_TEST_SUITE_P(Types, BadConfigTest, testing::ValuesIn(kTypes), name_of);

constexpr BadFile kValues[] = {
    {"HostWithPort", "server: {host: \"localhost:80\"}\n",
     "1:16: server.host: is not an IP address or a host name; write it without scheme"},
    {"HostWithScheme", "server: {host: \"http://localhost\"}\n", "1:16: server.host: is not an IP address"},
    {"HostInBrackets", "server: {host: \"[::1]\"}\n", "1:16: server.host: is not an IP address"},
    {"HostMistypedAddress", "server: {host: 127.0.0.256}\n", "1:16: server.host: is not an IP address"},
    {"HostWithNul", "server: {host: \"127.0.0.1\\0x\"}\n", "1:16: server.host: is not an IP address"},
    {"HostWithUnderscore", "server: {host: my_host}\n", "1:16: server.host: is not an IP address"},
    {"HostWithEmptyLabel", "server: {host: a..b}\n", "1:16: server.host: is not an IP address"},
    {"PortTooLarge", "server: {port: 65536}\n", "1:16: server.port: out of range; allowed: 0 to 65535"},
    {"PortNegative", "server: {port: -1}\n", "1:16: server.port: out of range; allowed: 0 to 65535"},
    {"PortFarTooLarge", "server: {port: 99999999999999999999}\n", "1:16: server.port: out of range"},
    {"LevelUnknown", "log: {level: inof}\n", "1:14: log.level: not an allowed value; did you mean \"info\"?"},
    {"LevelFarFromAll", "log: {level: verbose}\n",
     "1:14: log.level: not an allowed value; known values: debug, info, warn, error"},
    {"FormatUnknown", "log: {format: xml}\n", "1:15: log.format: not an allowed value; known values: text, json"},
    {"TimeoutZero", "timeouts: {idle: 0s}\n", "1:18: timeouts.idle: out of range; allowed: 1ms to 24h"},
    {"TimeoutTooLong", "timeouts: {connect: 2h}\n", "1:21: timeouts.connect: out of range; allowed: 1ms to 1h"},
    {"IntervalTooShort", "health_check: {interval: 10ms}\n",
     "1:26: health_check.interval: out of range; allowed: 1s to 24h"},
    {"AffinityTooLong", "affinity: {ttl: 48h}\n", "1:17: affinity.ttl: out of range; allowed: 1s to 24h"},
    {"ErrorCountZero", "health_check: {max_error_count: 0}\n",
     "1:33: health_check.max_error_count: out of range; allowed: 1 to 1000"},
    {"BodyTooSmall", "limits: {body: 1B}\n", "1:16: limits.body: out of range; allowed: 1KiB to 4GiB"},
    {"HeadTooLarge", "limits: {head: 2MiB}\n", "1:16: limits.head: out of range; allowed: 1KiB to 1MiB"},
    {"InFlightBelowBody", "limits: {body: 2MiB, in_flight: 1MiB}\n", "1:9: limits.in_flight: is smaller than"},
    {"NoAttempts", "retry: {attempts: 0}\n", "1:19: retry.attempts: out of range; allowed: 1 to 20"},
    {"OriginWithPath", "cors: {origins: [\"https://a.org/x\"]}\n", "1:18: cors.origins: is not an origin; write"},
    {"OriginWithoutScheme", "cors:\n  origins:\n    - a.org\n", "3:7: cors.origins: is not an origin"},
    {"KeyWithSpace", "auth: {api_key: \"two words\"}\n", "1:17: auth.api_key: is empty or holds a space"},
    {"KeyWithLineBreak", "auth:\n  api_key: |\n    abcdefghij\n", "2:12: auth.api_key: is empty or holds a space"},
    {"EmptyKeyInList", "auth: {api_keys: [\"\"]}\n", "1:19: auth.api_keys: is empty or holds"},
    {"KeyAndKeys", "auth: {api_key: a-key-of-mine, api_keys: [another-key]}\n",
     "1:42: auth.api_keys: stands beside api_key; put all keys into api_keys"},
    {"ProviderName", "default_provider: Open AI\n", "1:19: default_provider: is not a plugin or provider name"},
    {"ProxyWithSlashInUser", "proxy: \"http://evil/u@localhost:80\"\n", "1:8: proxy: is not a proxy address; write"},
    {"ProxyWithoutPort", "proxy: \"http://localhost\"\n", "1:8: proxy: is not a proxy address; write http://user"},
    {"ProxyScheme", "proxy: \"socks4://localhost:1\"\n", "1:8: proxy: is not a proxy address; write http://user"},
    {"ProxyDirect", "proxy: direct\n", "1:8: proxy: is not a proxy address; write http://user"},
    {"NoProxyIsString", "no_proxy: a.example\n", "1:11: no_proxy: expected a list of strings, found a string"},
    {"NoProxyWithPort", "no_proxy: [a.example, \"b.example:80\"]\n", "1:23: no_proxy: is not a host, a suffix or a"},
    {"NoProxyWithScheme", "no_proxy: [\"http://a.example\"]\n", "1:12: no_proxy: is not a host, a suffix or a block"},
    {"NoProxyWithStar", "no_proxy: [\"*.example\"]\n", "1:12: no_proxy: is not a host, a suffix or a block"},
    {"NoProxyEmpty", "no_proxy: [\"\"]\n", "1:12: no_proxy: is not a host, a suffix or a block"},
    {"NoProxyDot", "no_proxy: [\".\"]\n", "1:12: no_proxy: is not a host, a suffix or a block"},
    {"NoProxyBits", "no_proxy: [10.0.0.0/33]\n", "1:12: no_proxy: is not a host, a suffix or a block of addresses; wr"},
    {"NoProxyBitsOfIpv6", "no_proxy: [\"::/129\"]\n", "1:12: no_proxy: is not a host, a suffix or a block"},
    {"NoProxyBitsMissing", "no_proxy: [10.0.0.0/]\n", "1:12: no_proxy: is not a host, a suffix or a block"},
    {"NoProxyBitsOfName", "no_proxy: [a.example/8]\n", "1:12: no_proxy: is not a host, a suffix or a block"},
    {"NoProxyBadAddress", "no_proxy: [10.0.0.256]\n", "1:12: no_proxy: is not a host, a suffix or a block"},
    {"PoolsFileMissing", "provider_pools_file: none.yaml\n",
     "1:22: provider_pools_file: there is no \"none.yaml\" or \"work/none.yaml\"; correct"},
    {"AbsolutePathMissing", "plugin_dir: /nonexistent/plugins\n",
     "1:13: plugin_dir: there is no \"/nonexistent/plugins\"; correct the path"},
    {"PathWithControlCharacter", "plugin_dir: \"a\\0b\"\n", "1:13: plugin_dir: holds a control character"},
    {"PluginPathMissing", "plugins:\n  - {name: echo, path: echo.so}\n",
     "2:24: plugins[0].path: there is no \"echo.so\" or \"work/echo.so\""},
    {"PluginNameTraversal", "plugins: [../echo]\n", "1:11: plugins[0]: is not a plugin or provider name; use 1 to 64"},
    {"PluginTwice", "plugins: [openai, openai]\n", "1:19: plugins[1]: the plugin \"openai\" is listed twice"},
    {"PluginWithoutName", "plugins:\n  - config: {}\n", "2:5: plugins[0].name: is missing; name the plugin"},
    {"PluginHashTooShort", "plugins:\n  - {name: echo, sha256: 0123456789abcdef}\n",
     "2:26: plugins[0].sha256: is not a SHA-256 sum; give the 64 hexadecimal digits that sha256sum prints"},
    {"PluginHashOfOtherLetters",
     "plugins:\n  - {name: echo, sha256: g123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}\n",
     "2:26: plugins[0].sha256: is not a SHA-256 sum"},
    {"TlsHalf", "server: {tls: {certificate_file: /dev/null}}\n", "1:15: server.tls: only one of its two files"},
};
INSTANTIATE_TEST_SUITE_P(Values, BadConfigTest, testing::ValuesIn(kValues), name_of);

}  // namespace
}  // namespace aipool::config
