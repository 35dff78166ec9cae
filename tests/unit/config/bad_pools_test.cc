// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/config_folder.h"

namespace aipool::config {
namespace {

struct BadPools {
  const char* name;
  const char* text;
  const char* fault;  // how the one line of output starts
};

void PrintTo(const BadPools& bad, std::ostream* out) { *out << bad.text; }

class BadPoolsTest : public testing::TestWithParam<BadPools> {};

TEST_P(BadPoolsTest, IsRefusedWithPlaceReasonAndFix) {
  ConfigFolder folder;
  folder.write("config.yaml", "");
  folder.write("provider-pools.yaml", GetParam().text);
  const Loaded loaded = folder.load();
  const std::string faults = folder.faults(loaded);
  EXPECT_EQ(loaded.faults.size(), 1U) << faults;
  EXPECT_THAT(faults, testing::StartsWith(std::string("provider-pools.yaml:") + GetParam().fault));
  for (const Diagnostic& fault : loaded.faults) EXPECT_FALSE(fault.fix.empty()) << fault.message;
}

std::string name_of(const testing::TestParamInfo<BadPools>& info) { return info.param.name; }

constexpr BadPools kPools[] = {
    {"UnknownSection", "pool: {}\n", "1:1: unknown key \"pool\"; did you mean \"pools\"?"},
    {"PoolsIsList", "pools: [echo]\n", "1:8: pools: expected a map, found a list"},
    {"PoolIsMap", "pools:\n  echo: {uuid: a}\n", "2:9: pools.echo: expected a list, found a map; start each"},
    {"PoolIsNull", "pools:\n  echo:\n", "2:3: pools.echo: expected a list, found nothing"},
    {"PoolIsEmpty", "pools:\n  echo: []\n", "2:9: pools.echo: has no account; add one"},
    {"PoolTwice", "pools:\n  echo: [{}]\n  echo: [{}]\n", "3:3: duplicate key \"echo\"; it is already set in line 2"},
    {"PoolName", "pools:\n  Echo 1: [{}]\n", "2:3: pools: \"Echo 1\" is not a plugin or provider name; use"},
    {"AccountIsString", "pools:\n  echo: [echo-1]\n", "2:10: pools.echo[0]: expected a map, found a string"},
    {"UuidTwice", "pools:\n  a:\n    - uuid: one\n  b:\n    - uuid: one\n",
     "5:7: pools.b: the uuid \"one\" is taken; another account has it ("},
    {"UuidTwiceByNumber", "pools:\n  a:\n    - uuid: a-2\n    - {}\n", "4:7: pools.a: the uuid \"a-2\" is taken"},
    {"UuidWithSpace", "pools: {a: [{uuid: one two}]}\n", "1:20: pools.a[0].uuid: is not an account id; use"},
    {"UuidIsNumber", "pools: {a: [{uuid: 1}]}\n", "1:20: pools.a[0].uuid: expected a string, found an integer; put"},
    {"NameIsNumber", "pools: {a: [{}, {name: 2}]}\n", "1:24: pools.a[1].name: expected a string, found an integer"},
    {"EnabledIsWord", "pools: {a: [{enabled: on}]}\n", "1:23: pools.a[0].enabled: expected true or false"},
    {"DuplicateKey", "pools:\n  a:\n    - uuid: b\n      uuid: c\n", "4:7: duplicate key \"uuid\"; it is already"},
    {"CheckModelPattern", "pools: {a: [{check_model: \"gpt*\"}]}\n", "1:27: pools.a[0].check_model: is not a model"},
};
INSTANTIATE_TEST_SUITE_P(Pools, BadPoolsTest, testing::ValuesIn(kPools), name_of);

constexpr BadPools kAddresses[] = {
    {"WithoutScheme", "pools: {a: [{base_url: localhost/v1}]}\n",
     "1:24: pools.a[0].base_url: is not a base address; write http(s)://host[:port][/path]"},
    {"OtherScheme", "pools: {a: [{base_url: \"ftp://host\"}]}\n", "1:24: pools.a[0].base_url: is not a base address"},
    {"SchemeInUpperCase", "pools: {a: [{base_url: \"HTTPS://host\"}]}\n", "1:24: pools.a[0].base_url: is not a base"},
    {"WithUser", "pools: {a: [{base_url: \"http://u:p@host\"}]}\n", "1:24: pools.a[0].base_url: is not a base"},
    {"WithQuery", "pools: {a: [{base_url: \"http://host/v1?k=v\"}]}\n", "1:24: pools.a[0].base_url: is not a base"},
    {"WithFragment", "pools: {a: [{base_url: \"http://host/#a\"}]}\n", "1:24: pools.a[0].base_url: is not a base"},
    {"WithLineBreak", "pools: {a: [{base_url: \"http://host/\\r\\n\"}]}\n", "1:24: pools.a[0].base_url: is not a base"},
    {"WithNul", "pools: {a: [{base_url: \"http://ho\\0st/\"}]}\n", "1:24: pools.a[0].base_url: is not a base"},
    {"WithSpace", "pools: {a: [{base_url: \"http://host/a b\"}]}\n", "1:24: pools.a[0].base_url: is not a base"},
    {"PortZero", "pools: {a: [{base_url: \"http://host:0\"}]}\n", "1:24: pools.a[0].base_url: is not a base"},
    {"PortTooLarge", "pools: {a: [{base_url: \"http://host:65536\"}]}\n", "1:24: pools.a[0].base_url: is not a base"},
    {"PortIsWord", "pools: {a: [{base_url: \"http://host:http\"}]}\n", "1:24: pools.a[0].base_url: is not a base"},
    {"NoHost", "pools: {a: [{base_url: \"http:///v1\"}]}\n", "1:24: pools.a[0].base_url: is not a base"},
    {"OpenBracket", "pools: {a: [{base_url: \"http://[::1/v1\"}]}\n", "1:24: pools.a[0].base_url: is not a base"},
    {"AuthBase", "pools: {a: [{auth_base_url: here}]}\n", "1:29: pools.a[0].auth_base_url: is not a base address"},
    {"ProxyWithoutPort", "pools: {a: [{proxy: \"http://host\"}]}\n", "1:21: pools.a[0].proxy: is not a proxy address"},
    {"ProxyScheme", "pools: {a: [{proxy: \"https://host:1\"}]}\n", "1:21: pools.a[0].proxy: is not a proxy address"},
    {"ProxyWord", "pools: {a: [{proxy: none}]}\n",
     "1:21: pools.a[0].proxy: is not a proxy address; write http://user:password@host:port, socks5://host:port or "
     "direct"},
    {"CaFileMissing", "pools: {a: [{tls_ca_file: ca.pem}]}\n",
     "1:27: pools.a[0].tls_ca_file: there is no \"ca.pem\" or \"work/ca.pem\"; correct the path"},
};
INSTANTIATE_TEST_SUITE_P(Addresses, BadPoolsTest, testing::ValuesIn(kAddresses), name_of);

constexpr BadPools kAccounts[] = {
    {"Protocol", "pools: {a: [{protocol: OpenAI}]}\n",
     "1:24: pools.a[0].protocol: is not a protocol name; use 1 to 64"},
    {"KeyWithSpace", "pools: {a: [{api_key: \"a b\"}]}\n", "1:23: pools.a[0].api_key: is empty or holds a space"},
    {"KeyOutsideAscii", "pools: {a: [{api_key: schl\u00fcssel}]}\n", "1:23: pools.a[0].api_key: is empty or holds"},
    {"ModelsIsString", "pools: {a: [{models: gpt-5}]}\n", "1:22: pools.a[0].models: expected a list of strings, found"},
    {"ModelIsNumber", "pools: {a: [{models: [4]}]}\n", "1:23: pools.a[0].models: expected a string, found an integer"},
    {"ModelLeadingStar", "pools: {a: [{models: [\"*-mini\"]}]}\n",
     "1:23: pools.a[0].models: is not a model pattern; use a model name, with single * inside or at its end"},
    {"ModelDoubleStar", "pools: {a: [{models: [\"gpt**\"]}]}\n", "1:23: pools.a[0].models: is not a model pattern"},
    {"ModelQuestionMark", "pools: {a: [{models: [\"gpt-?\"]}]}\n", "1:23: pools.a[0].models: is not a model pattern"},
    {"ModelEmpty", "pools: {a: [{not_supported_models: [\"\"]}]}\n",
     "1:37: pools.a[0].not_supported_models: is not a model pattern"},
    {"DefaultModelPattern", "pools: {a: [{default_model: \"gpt-*\"}]}\n", "1:29: pools.a[0].default_model: is not a"},
    {"LimitNegative", "pools: {a: [{concurrency_limit: -1}]}\n",
     "1:33: pools.a[0].concurrency_limit: out of range; allowed: 0 to 1000000"},
    {"LimitIsWord", "pools: {a: [{queue_limit: many}]}\n", "1:27: pools.a[0].queue_limit: expected an integer, found"},
    {"HeadersIsList", "pools: {a: [{headers: [x-a]}]}\n", "1:23: pools.a[0].headers: expected a map, found a list"},
    {"HeaderValueIsNumber", "pools: {a: [{headers: {x-a: 1}}]}\n", "1:29: pools.a[0].headers.x-a: expected a string"},
    {"HeaderName", "pools: {a: [{headers: {\"x a\": b}}]}\n", "1:24: pools.a[0].headers: \"x a\" is not a header name"},
    {"HeaderNameLineBreak", "pools: {a: [{headers: {\"x\\na\": b}}]}\n", "1:24: pools.a[0].headers: \"x?a\" is not a"},
    {"HeaderAuthorization", "pools: {a: [{headers: {Authorization: b}}]}\n",
     "1:24: pools.a[0].headers: \"Authorization\" is a header that the server writes itself; remove it"},
    {"HeaderHost", "pools: {a: [{headers: {host: b}}]}\n", "1:24: pools.a[0].headers: \"host\" is a header that"},
    {"HeaderLength", "pools: {a: [{headers: {Content-Length: \"1\"}}]}\n",
     "1:24: pools.a[0].headers: \"Content-Length\""},
    {"HeaderHopByHop", "pools: {a: [{headers: {Transfer-Encoding: x}}]}\n", "1:24: pools.a[0].headers: \"Transfer-En"},
    {"HeaderTwice", "pools: {a: [{headers: {x-a: b, X-A: c}}]}\n", "1:32: pools.a[0].headers: \"X-A\" is set twice"},
    {"HeaderValueLineBreak", "pools: {a: [{headers: {x-a: \"b\\r\\nc: d\"}}]}\n",
     "1:29: pools.a[0].headers.x-a: is not a header value; use printable ASCII"},
    {"HeaderValueSpace", "pools: {a: [{headers: {x-a: \" b\"}}]}\n", "1:29: pools.a[0].headers.x-a: is not a header"},
};
INSTANTIATE_TEST_SUITE_P(Accounts, BadPoolsTest, testing::ValuesIn(kAccounts), name_of);

constexpr BadPools kFallbacks[] = {
    {"ChainOfNoPool", "pools: {a: [{}], b: [{}]}\nfallback_chains: {aa: []}\n",
     "2:19: fallback_chains: there is no pool \"aa\"; did you mean \"a\"?"},
    {"ModelsIsList", "model_fallbacks: [a]\n", "1:18: model_fallbacks: expected a map, found a list"},
};
INSTANTIATE_TEST_SUITE_P(Fallbacks, BadPoolsTest, testing::ValuesIn(kFallbacks), name_of);

constexpr BadPools kNotBuilt[] = {
    {"Chains", "pools: {a: [{}], b: [{}]}\nfallback_chains: {a: [b]}\n",
     "2:18: fallback_chains: fallback to another pool is not built in this release; remove the key"},
    {"Models", "pools: {a: [{}]}\nmodel_fallbacks: {m: {provider: a, model: n}}\n",
     "2:18: model_fallbacks: fallback to another model is not built in this release"},
    {"Queue", "pools: {a: [{queue_limit: 2}]}\n", "1:27: pools.a[0].queue_limit: waiting for a free slot"},
};
INSTANTIATE_TEST_SUITE_P(NotBuilt, BadPoolsTest, testing::ValuesIn(kNotBuilt), name_of);

TEST(BadPoolsFallbackTest, ReportsEveryFaultOfChainsAndModels) {
  ConfigFolder folder;
  folder.write("config.yaml", "");
  folder.write("provider-pools.yaml",
               "pools: {a: [{}], b: [{}]}\n"
               "fallback_chains:\n"
               "  a:\n"
               "    - c\n"
               "    - a\n"
               "    - {model: m}\n"
               "    - {provider: b, modell: m}\n"
               "    - 5\n"
               "  b: a\n"
               "model_fallbacks:\n"
               "  m n: {provider: b}\n"
               "  m: b\n");
  EXPECT_EQ(
      folder.faults(folder.load()),
      "provider-pools.yaml:3:3: fallback_chains: fallback to another pool is not built in this release; remove "
      "the key\n"
      "provider-pools.yaml:4:7: fallback_chains.a: there is no pool \"c\"; did you mean \"a\"?\n"
      "provider-pools.yaml:5:7: fallback_chains.a: a pool cannot fall back to itself; remove it, or name a model\n"
      "provider-pools.yaml:6:7: fallback_chains.a.provider: is missing; name the pool to fall back to\n"
      "provider-pools.yaml:7:21: fallback_chains.a: unknown key \"modell\"; did you mean \"model\"?\n"
      "provider-pools.yaml:8:7: fallback_chains.a: expected a string, found an integer; put the value in quotes\n"
      "provider-pools.yaml:9:6: fallback_chains.b: expected a list, found a string; start each member with - in its "
      "own line\n"
      "provider-pools.yaml:11:3: model_fallbacks: \"m n\" is not a model name; use 1 to 200 of the characters "
      "A-Z a-z 0-9 . _ : / @ + -\n"
      "provider-pools.yaml:12:6: model_fallbacks.m: expected a map, found a string; write its keys as name: value,"
      " indented, in the lines below\n");
}

TEST(BadPoolsDefaultProviderTest, NamesTheNearestPool) {
  ConfigFolder folder;
  folder.write("config.yaml", "default_provider: openai-costum\n");
  folder.write("provider-pools.yaml", "pools: {openai-custom: [{}]}\n");
  EXPECT_EQ(
      folder.faults(folder.load()),
      "config.yaml:1:19: default_provider: there is no pool \"openai-costum\"; did you mean \"openai-custom\"?\n");
}

}  // namespace
}  // namespace aipool::config
