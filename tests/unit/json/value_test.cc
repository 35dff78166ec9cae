// SPDX-License-Identifier: MIT
//
// What a Value tells: exact source, meaning, and the way through containers.
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "aipool/json.hpp"

namespace aipool::json {
namespace {

class JsonValueTest : public testing::Test {
 protected:
  Value parse(std::string_view text) {
    EXPECT_EQ(document_.parse(text), Error::kNone) << text;
    return document_.root();
  }

  Document document_;
};

TEST_F(JsonValueTest, KeepsTheExactSourceOfEveryValue) {
  const Value root = parse(R"( { "a" : [ 1.50, -0 ] , "b\n" : "x\/y" } )");
  EXPECT_EQ(root.raw(), R"({ "a" : [ 1.50, -0 ] , "b\n" : "x\/y" })");
  EXPECT_EQ(root.offset(), 1U);
  EXPECT_EQ(root.find("a").raw(), "[ 1.50, -0 ]");
  EXPECT_EQ(root.find("a").offset(), 9U);
  EXPECT_EQ(root.find("b\n").raw(), R"("x\/y")");
  EXPECT_EQ(root.find("b\n").string_raw(), R"(x\/y)");
  EXPECT_EQ(root.find("b\n").string(), "x/y");
}

TEST_F(JsonValueTest, TellsKinds) {
  const Value root = parse(R"([null,true,1,"s",[],{}])");
  std::vector<Kind> kinds;
  for (const Value value : root.elements()) kinds.push_back(value.kind());
  EXPECT_EQ(kinds,
            (std::vector{Kind::kNull, Kind::kBoolean, Kind::kNumber, Kind::kString, Kind::kArray, Kind::kObject}));
  EXPECT_TRUE(root.is_array());
  EXPECT_TRUE(parse("null").is_null());
  EXPECT_TRUE(parse("false").is_boolean());
  EXPECT_TRUE(parse("0").is_number());
  EXPECT_TRUE(parse(R"("")").is_string());
  EXPECT_TRUE(parse("{}").is_object());
}

TEST_F(JsonValueTest, ReadsBooleans) {
  EXPECT_EQ(parse("true").boolean(), true);
  EXPECT_EQ(parse("false").boolean(), false);
  EXPECT_EQ(parse("null").boolean(), std::nullopt);
  EXPECT_EQ(parse(R"("true")").boolean(), std::nullopt);
}

TEST_F(JsonValueTest, ReadsOnlyExactIntegersAsInt64) {
  EXPECT_EQ(parse("-0").int64(), 0);
  EXPECT_EQ(parse("9223372036854775807").int64(), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(parse("-9223372036854775808").int64(), std::numeric_limits<std::int64_t>::min());
  for (const std::string_view text :
       {"9223372036854775808", "-9223372036854775809", "1.0", "1e2", "0.0", R"("1")", "true"}) {
    EXPECT_EQ(parse(text).int64(), std::nullopt) << text;
  }
}

TEST_F(JsonValueTest, ReadsDoublesWithinTheirRange) {
  EXPECT_EQ(parse("0.1").number(), 0.1);
  EXPECT_EQ(parse("-2.5E+3").number(), -2500.0);
  EXPECT_EQ(parse("18446744073709551616").number(), 18446744073709551616.0);
  EXPECT_EQ(parse("5e-324").number(), std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(parse("1.7976931348623157e308").number(), std::numeric_limits<double>::max());
  EXPECT_EQ(parse("0e999").number(), 0.0);
  for (const std::string_view text : {"1e999", "-1e999", "1e-999", R"("1")"}) {
    EXPECT_EQ(parse(text).number(), std::nullopt) << text;
  }
}

TEST_F(JsonValueTest, ComparesStringsByMeaning) {
  EXPECT_TRUE(parse(R"("role")").equals("role"));
  EXPECT_FALSE(parse(R"("role")").equals("roles"));
  EXPECT_FALSE(parse(R"("role")").equals("rol"));
  EXPECT_TRUE(parse(R"("r\u006fle\n\u00e9\ud83d\ude00")").equals("role\n\xC3\xA9\xF0\x9F\x98\x80"));
  EXPECT_FALSE(parse(R"("r\u006fle\n")").equals("role"));
  EXPECT_FALSE(parse(R"("r\u006fle")").equals("role\n"));
  EXPECT_TRUE(parse(R"("a\u0000b")").equals(std::string_view("a\0b", 3)));
  EXPECT_FALSE(parse("1").equals("1"));
}

TEST_F(JsonValueTest, WalksMembersInSourceOrderWithKeyOffsets) {
  const Value root = parse(R"({"z":{"skip":[1,2,{"deep":[]}]},"a":[[],{}],"z":3})");
  std::string seen;
  for (const Member member : root.members()) {
    seen +=
        member.key.string() + '@' + std::to_string(member.key.offset()) + '=' + std::string(member.value.raw()) + ' ';
  }
  EXPECT_EQ(seen, R"(z@1={"skip":[1,2,{"deep":[]}]} a@32=[[],{}] z@44=3 )");
}

TEST_F(JsonValueTest, WalksElementsOverNestedContainers) {
  const Value root = parse(R"([[1,[2,[3]]],{"a":{"b":[]}},4,[]])");
  std::vector<std::string> seen;
  for (const Value value : root.elements()) seen.emplace_back(value.raw());
  EXPECT_EQ(seen, (std::vector<std::string>{"[1,[2,[3]]]", R"({"a":{"b":[]}})", "4", "[]"}));
}

TEST_F(JsonValueTest, CountsMembersAndElements) {
  EXPECT_EQ(parse("{}").size(), 0U);
  EXPECT_EQ(parse("[]").size(), 0U);
  EXPECT_EQ(parse("[[1,2,3]]").size(), 1U);
  EXPECT_EQ(parse(R"({"a":[1,2],"b":{"c":1}})").size(), 2U);
  EXPECT_EQ(parse(R"({"a":[1,2,3],"b":1})").find("a").size(), 3U);
  EXPECT_EQ(parse(R"("text")").size(), 0U);
}

TEST_F(JsonValueTest, FindsTheLastOfDuplicateKeys) {
  EXPECT_EQ(parse(R"({"model":"a","x":1,"model":"b"})").find("model").string(), "b");
  EXPECT_EQ(parse(R"({"model":"a","mod\u0065l":"b"})").find("model").string(), "b");
}

TEST_F(JsonValueTest, FindsNothingInsideNestedObjectsOrOtherKinds) {
  EXPECT_FALSE(parse(R"({"a":{"model":1}})").find("model"));
  EXPECT_FALSE(parse(R"(["model"])").find("model"));
  EXPECT_FALSE(parse(R"("model")").find("model"));
}

TEST_F(JsonValueTest, AnswersEveryQuestionAboutAnAbsentValueWithNothing) {
  const Value absent = parse("{}").find("a").find("b");
  EXPECT_FALSE(absent);
  EXPECT_EQ(absent.kind(), Kind::kAbsent);
  EXPECT_EQ(absent.raw(), "");
  EXPECT_EQ(absent.offset(), 0U);
  EXPECT_EQ(absent.boolean(), std::nullopt);
  EXPECT_EQ(absent.int64(), std::nullopt);
  EXPECT_EQ(absent.number(), std::nullopt);
  EXPECT_EQ(absent.string_raw(), "");
  EXPECT_EQ(absent.string(), "");
  EXPECT_FALSE(absent.has_escapes());
  EXPECT_FALSE(absent.equals(""));
  EXPECT_EQ(absent.size(), 0U);
  EXPECT_TRUE(absent.members().begin() == absent.members().end());
  EXPECT_TRUE(absent.elements().begin() == absent.elements().end());
}

TEST_F(JsonValueTest, AppendsStringsToWhatIsThere) {
  std::string out = "> ";
  const Value root = parse(R"(["plain"," and \"escaped\""])");
  for (const Value value : root.elements()) value.append_string(out);
  EXPECT_EQ(out, "> plain and \"escaped\"");
}

}  // namespace
}  // namespace aipool::json
