// SPDX-License-Identifier: MIT
//
// The grammar: tables of documents, and families of documents that code can spell out better than a table.
#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "tests/unit/json/exact_text.h"
#include "tests/unit/json/invalid_cases.h"
#include "tests/unit/json/valid_cases.h"

namespace aipool::json {
namespace {

struct Outcome {
  Error error;
  std::size_t offset;
  bool operator==(const Outcome&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
  return out << describe(outcome.error) << " at " << outcome.offset;
}

Outcome parse(std::string_view text, Level level) {
  const ExactText exact(text);
  Document document;
  const Error error = document.parse(exact.view(), {}, level);
  EXPECT_EQ(static_cast<bool>(document.root()), error == Error::kNone);
  return {error, document.error_offset()};
}

// The outcome, which must not depend on the kernel.
Outcome parse(std::string_view text) {
  const Outcome outcome = parse(text, Level::kPlain);
  for (const Level level : kLevels) EXPECT_EQ(parse(text, level), outcome) << text;
  return outcome;
}

constexpr Outcome kValid{Error::kNone, 0};

TEST(JsonGrammarTest, AcceptsEveryValidDocument) {
  for (const ValidCase& row : kValidCases) EXPECT_EQ(parse(row.text), kValid) << row.name;
}

TEST(JsonGrammarTest, RefusesEveryInvalidDocumentAtItsFault) {
  for (const InvalidCase& row : kInvalidCases) EXPECT_EQ(parse(row.text), (Outcome{row.error, row.offset})) << row.name;
}

TEST(JsonGrammarTest, TablesNameEachOfAtLeastThreeHundredDocumentsOnce) {
  std::set<std::string_view> names;
  for (const ValidCase& row : kValidCases) names.insert(row.name);
  for (const InvalidCase& row : kInvalidCases) names.insert(row.name);
  EXPECT_EQ(names.size(), std::size(kValidCases) + std::size(kInvalidCases));
  EXPECT_GE(names.size(), 300U);
}

TEST(JsonGrammarTest, AcceptsValidDocumentsAsElementsAndMembers) {
  for (const ValidCase& row : kValidCases) {
    const std::string text(row.text);
    EXPECT_EQ(parse("[" + text + "," + text + "]"), kValid) << row.name;
    EXPECT_EQ(parse(R"({"a":)" + text + R"(,"b":)" + text + "}"), kValid) << row.name;
  }
}

TEST(JsonGrammarTest, RefusesEveryTruncationOfAContainer) {
  const std::string text = R"({"key":[1.5e3,"a\u00e9\n",true,null,{"b":[[],{}]}],"last":"x"})";
  ASSERT_EQ(parse(text), kValid);
  for (std::size_t size = 0; size < text.size(); ++size) EXPECT_NE(parse(text.substr(0, size)), kValid) << size;
}

TEST(JsonGrammarTest, AcceptsOnlyTheFourSpaces) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string space(1, static_cast<char>(byte));
    const bool is_space = space.find_first_of(" \t\r\n") == 0;
    EXPECT_EQ(parse("[" + space + "1]") == kValid, is_space || byte == '-' || (byte >= '1' && byte <= '9')) << byte;
    EXPECT_EQ(parse("{" + space + R"("a")" + space + ":" + space + "true" + space + "}") == kValid, is_space) << byte;
  }
}

TEST(JsonGrammarTest, RefusesEveryControlCharacterAtEveryPlaceOfAString) {
  for (std::size_t place = 0; place < 70; ++place) {
    for (int byte = 0; byte < 0x20; ++byte) {
      const std::string text = '"' + std::string(place, 'x') + static_cast<char>(byte) + "tail\"";
      EXPECT_EQ(parse(text), (Outcome{Error::kControl, place + 1})) << byte;
    }
  }
}

TEST(JsonGrammarTest, KnowsEveryEscapeLetterAtEveryPlaceOfAString) {
  for (const std::size_t place : {0U, 1U, 14U, 15U, 16U, 30U, 31U, 32U, 62U, 63U, 64U}) {
    for (int byte = 0; byte < 256; ++byte) {
      const char letter = static_cast<char>(byte);
      const std::string text = '"' + std::string(place, 'x') + '\\' + letter + "0041\"";
      const bool known = byte != 0 && std::string_view("\"\\/bfnrtu").find(letter) != std::string_view::npos;
      // An escaped quote leaves the last one as the end; any other known letter leaves the text whole.
      EXPECT_EQ(parse(text) == kValid, known) << byte << " at " << place;
    }
  }
}

TEST(JsonGrammarTest, TellsEscapedQuotesByTheRunOfBackslashes) {
  for (std::size_t before = 0; before < 40; ++before) {
    for (std::size_t run = 0; run < 70; ++run) {
      const std::string text = '"' + std::string(before, 'x') + std::string(run, '\\') + '"';
      EXPECT_EQ(parse(text) == kValid, run % 2 == 0) << before << " " << run;
    }
  }
}

TEST(JsonGrammarTest, EndsNumbersAtTheEndOfTheText) {
  for (const std::string_view text : {"0", "-1", "12", "1.5", "1e5", "1E-10"}) EXPECT_EQ(parse(text), kValid) << text;
}

}  // namespace
}  // namespace aipool::json
