// SPDX-License-Identifier: MIT
//
// Members by name in one pass: the same answers as find() gives for each.
#include "aipool/json/fields.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "aipool/json.hpp"
#include "aipool/json/same_bytes.hpp"

namespace aipool::json {
namespace {

constexpr Names kNames("id", "name", "content", "tool_calls", "x");

struct Others {
  void add(std::uint32_t ordinal, Member member) { found.emplace_back(ordinal, member.key.string()); }
  std::vector<std::pair<std::uint32_t, std::string>> found;
};

class JsonFieldsTest : public testing::Test {
 protected:
  Value parse(std::string_view text) {
    EXPECT_EQ(document_.parse(text), Error::kNone) << text;
    return document_.root();
  }

  Document document_;
};

TEST_F(JsonFieldsTest, FindsEveryMemberOfItsNames) {
  const Fields<kNames> fields(parse(R"({"content":1,"id":2,"x":3,"tool_calls":[4],"name":null})"));
  EXPECT_EQ(fields["id"].raw(), "2");
  EXPECT_EQ(fields["content"].raw(), "1");
  EXPECT_EQ(fields["x"].raw(), "3");
  EXPECT_EQ(fields["tool_calls"].size(), 1U);
  EXPECT_TRUE(fields["name"].is_null());
}

TEST_F(JsonFieldsTest, WhatIsNotThereIsAbsent) {
  const Fields<kNames> fields(parse(R"({"x":1})"));
  EXPECT_FALSE(fields["id"]);
  const Fields<kNames> none(parse("[1]"));
  EXPECT_FALSE(none["x"]);
}

TEST_F(JsonFieldsTest, TellsOtherMembersAndTheirPlace) {
  Others others;
  const Fields<kNames> fields(parse(R"({"":0,"id":1,"ix":2,"names":3,"contant":4,"X":5,"x":6})"), others);
  const std::vector<std::pair<std::uint32_t, std::string>> expected = {
      {0, ""}, {2, "ix"}, {3, "names"}, {4, "contant"}, {5, "X"}};
  EXPECT_EQ(others.found, expected);
  EXPECT_EQ(fields["x"].raw(), "6");
}

TEST_F(JsonFieldsTest, KnowsANameThatIsWrittenWithEscapes) {
  Others others;
  const Fields<kNames> fields(parse(R"({"\u0069d":1,"\u0069":2})"), others);
  EXPECT_EQ(fields["id"].raw(), "1");
  ASSERT_EQ(others.found.size(), 1U);
  EXPECT_EQ(others.found[0].second, "i");
}

TEST_F(JsonFieldsTest, TheLastOfDuplicatesCounts) {
  EXPECT_EQ(Fields<kNames>(parse(R"({"id":1,"id":2})"))["id"].raw(), "2");
}

TEST(JsonNamesTest, SameBytesSeesADifferenceAtEachPlaceOfEachLength) {
  const std::string text = "abcdefghijklmnopqrstuvwx";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    std::string other = text;
    EXPECT_TRUE(same_bytes(text.data(), other.data(), size)) << size;
    for (std::size_t at = 0; at < text.size(); ++at) {
      other[at] = '!';
      EXPECT_EQ(same_bytes(text.data(), other.data(), size), at >= size) << size << " at " << at;
      other[at] = text[at];
    }
  }
}

TEST(JsonNamesTest, TellsManyNamesApart) {
  constexpr Names kMany("a", "b", "ab", "ba", "abc", "acb", "bac", "cab", "presence_penalty", "frequency_penalty",
                        "top_p", "top_k", "temperature", "max_tokens", "max_completion_tokens", "seed", "n", "stop");
  EXPECT_EQ(kMany.find("a"), 0U);
  EXPECT_EQ(kMany.find("top_k"), 11U);
  EXPECT_EQ(kMany.find("stop"), 17U);
  EXPECT_TRUE(kMany.contains("cab"));
  EXPECT_FALSE(kMany.contains("cba"));
  EXPECT_FALSE(kMany.contains(""));
}

}  // namespace
}  // namespace aipool::json
