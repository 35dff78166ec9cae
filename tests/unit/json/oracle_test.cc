// SPDX-License-Identifier: MIT
//
// simdjson's DOM is the oracle: on a hundred thousand mutations both accept the same texts and see the same values.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <cstdio>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/json_samples.h"
#include "tests/unit/json/exact_text.h"
#include "tests/unit/json/oracle.h"

namespace aipool::json {
namespace {

std::vector<std::string> seeds() {
  return {
      json_samples::chat(),
      json_samples::delta(),
      R"({"a":[1,-0.5,2e10,18446744073709551615,-9223372036854775808],"b":{"c":null,"d":[true,false,[[]]]},"e":"x"})",
      R"(["\u0041\ud83d\ude00\n\t\"\\\/","caf\u00e9",{"k\ney":"v\\"},"plain and long enough for a whole block"])",
      "{\"text\":\"\xE4\xBD\xA0\xE5\xA5\xBD, \xC3\xA9t\xC3\xA9 \xF0\x9F\x98\x80\",\"n\":[0,1e-7,123456789012345678]}",
      "[ 1 , [ 2 , { } ] ,\n\t{ \"a\" : [ ] , \"b\" : \"\" } ]"};
}

// One to four small changes of the kinds that break JSON, or nearly.
std::string mutate(std::string text, std::mt19937& random) {
  static constexpr std::string_view kPieces[] = {
      "\"",   "\\",  "{",     "}",    "[",        "]",       ",",   ":",
      "0",    "-",   "1e999", "\\u",  "\\ud800",  "\\udc00", "\n",  "\x01",
      " ",    "nul", "true",  "\xC3", "\xE4\xBD", "\x80",    "1.5", "99999999999999999999",
      "\\\\", "e",   ".",     "[["};
  for (std::size_t changes = 1 + random() % 4; changes != 0 && !text.empty(); --changes) {
    const std::size_t at = random() % text.size();
    const std::string_view piece = kPieces[random() % std::size(kPieces)];
    switch (random() % 5) {
      case 0:
        text[at] = static_cast<char>(random() % 256);
        break;
      case 1:
        text.erase(at, 1 + random() % 4);
        break;
      case 2:
        text.insert(at, piece);
        break;
      case 3:
        text.replace(at, 1, piece);
        break;
      default: {  // repeats a part, at the end if that was cut off
        const std::string part = text.substr(at, random() % 24);
        if (random() % 8 == 0) text.resize(at);
        text.insert(random() % (text.size() + 1), part);
      }
    }
  }
  return text;
}

struct Tally {
  int accepted = 0;
  int refused = 0;
  int wide_numbers = 0;
  int deep = 0;
};

void compare(const std::string& source, Document& document, simdjson::dom::parser& oracle, Tally& tally) {
  const ExactText text(source);
  const simdjson::padded_string padded(source);
  simdjson::dom::element theirs;
  const bool valid = oracle.parse(padded).get(theirs) == simdjson::SUCCESS;
  for (const Level level : kLevels) {
    const Error error = document.parse(text.view(), {.depth_max = kDepthMax}, level);
    const bool wide = error == Error::kNone && !valid && has_wide_number(document.root());
    tally.wide_numbers += wide ? 1 : 0;
    if (wide) continue;
    ASSERT_EQ(error == Error::kNone, valid) << describe(error) << ": " << source;
    if (valid) {
      ASSERT_TRUE(same(document.root(), theirs)) << source;
    }
    ++(valid ? tally.accepted : tally.refused);
  }
  const Error shallow = document.parse(text.view());
  if (shallow == Error::kDepth && valid) {
    ++tally.deep;
  } else if (shallow != Error::kDepth) {
    ASSERT_EQ(shallow, document.parse(text.view(), {.depth_max = kDepthMax})) << source;
  }
}

TEST(JsonOracleTest, AgreesWithSimdjsonOnMutations) {
  std::mt19937 random(20240601);
  Document document;
  simdjson::dom::parser oracle;
  Tally tally;
  auto texts = seeds();
  texts.push_back(std::string(80, '[') + "1" + std::string(80, ']'));
  for (int round = 0; round < 100'000; ++round) {
    const std::string& seed = texts[random() % texts.size()];
    compare(mutate(seed, random), document, oracle, tally);
    if (HasFatalFailure()) return;
  }
  std::printf(
      "parses that agree: %d accepted, %d refused; exceptions: %d with numbers too wide for simdjson, "
      "%d texts deeper than 64\n",
      tally.accepted, tally.refused, tally.wide_numbers, tally.deep);
  EXPECT_GT(tally.accepted, 10'000);
  EXPECT_GT(tally.refused, 10'000);
}

TEST(JsonOracleTest, SeesTheSameValuesInTheSamples) {
  Document document;
  simdjson::dom::parser oracle;
  Tally tally;
  auto texts = seeds();
  texts.push_back(json_samples::tools());
  for (const std::string& text : texts) compare(text, document, oracle, tally);
  EXPECT_EQ(tally.accepted, static_cast<int>(texts.size() * std::size(kLevels)));
}

}  // namespace
}  // namespace aipool::json
