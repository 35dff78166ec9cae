// SPDX-License-Identifier: MIT
//
// Document: limits, reuse, and what a parse costs.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>
#include <span>
#include <string>
#include <vector>

#include "tests/unit/json/exact_text.h"

namespace {
std::size_t allocations = 0;
}

// Counts what the test program allocates.
void* operator new(std::size_t size) {
  ++allocations;
  if (void* const block = std::malloc(size)) return block;
  throw std::bad_alloc();
}
void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }

namespace aipool::json {
namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

Error parse(std::string_view text, const Limits& limits = {}) {
  Document document;
  return document.parse(text, limits);
}

TEST(JsonDocumentTest, ParsesToTheDepthLimitAndNoDeeper) {
  EXPECT_EQ(parse(nested(64)), Error::kNone);
  EXPECT_EQ(parse(nested(65)), Error::kDepth);
  EXPECT_EQ(parse("[" + nested(2) + "," + nested(3) + "]", {.depth_max = 4}), Error::kNone);
  EXPECT_EQ(parse("[" + nested(2) + "," + nested(4) + "]", {.depth_max = 4}), Error::kDepth);
  EXPECT_EQ(parse("{}", {.depth_max = 0}), Error::kDepth);
  EXPECT_EQ(parse("1", {.depth_max = 0}), Error::kNone);
}

TEST(JsonDocumentTest, RefusesADepthBombEarly) {
  const std::string bomb = nested(1'000'000);
  Document document;
  EXPECT_EQ(document.parse(bomb), Error::kDepth);
  EXPECT_EQ(document.error_offset(), 64U);
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += R"({"a":)";
  EXPECT_EQ(document.parse(objects + '}'), Error::kDepth);
}

TEST(JsonDocumentTest, WalksAMillionLevelsWithoutAStack) {
  const std::string deep = nested(1'000'000);
  Document document;
  ASSERT_EQ(document.parse(deep, {.depth_max = 1'000'000}), Error::kNone);
  Value value = document.root();
  std::size_t depth = 1;
  for (; value.size() == 1; ++depth) value = *value.elements().begin();
  EXPECT_EQ(depth, 1'000'000U);
}

TEST(JsonDocumentTest, CountsKeysAndValuesAgainstTheNodeLimit) {
  const std::string text = R"({"a":1,"b":[2,3]})";  // object, two keys, a number, an array, two numbers
  EXPECT_EQ(parse(text, {.nodes_max = 7}), Error::kNone);
  EXPECT_EQ(parse(text, {.nodes_max = 6}), Error::kNodes);
  EXPECT_EQ(parse("1", {.nodes_max = 0}), Error::kNodes);
}

TEST(JsonDocumentTest, KeepsToTheNodeLimitInStorageThatIsLarger) {
  Document document;
  ASSERT_EQ(document.parse("[1,2,3,4,5,6,7,8]"), Error::kNone);
  EXPECT_EQ(document.parse("[1,2,3]", {.nodes_max = 3}), Error::kNodes);
  EXPECT_EQ(document.parse("[1,2,3]", {.nodes_max = 4}), Error::kNone);
}

TEST(JsonDocumentTest, HoldsMoreNodesThanItStartsWith) {
  std::string text = "[0";
  for (int i = 1; i < 10'000; ++i) text += ',' + std::to_string(i);
  text += ']';
  Document document;
  ASSERT_EQ(document.parse(text), Error::kNone);
  EXPECT_EQ(document.root().size(), 10'000U);
  std::int64_t next = 0;
  for (const Value value : document.root().elements()) EXPECT_EQ(value.int64(), next++);
}

TEST(JsonDocumentTest, RefusesATextAboveTheSizeLimit) {
  EXPECT_EQ(parse("[123]", {.bytes_max = 5}), Error::kNone);
  EXPECT_EQ(parse("[1234]", {.bytes_max = 5}), Error::kTooLarge);
}

TEST(JsonDocumentTest, TakesAViewOfNothingForAnEmptyText) {
  EXPECT_EQ(parse(std::string_view()), Error::kEmpty);
  std::string out;
  append_escaped(out, std::string_view());
  EXPECT_EQ(append_unescaped(out, std::string_view()), 0U);
  EXPECT_EQ(out, "");
}

TEST(JsonDocumentTest, HasNoRootBeforeAndAfterAFailedParse) {
  Document document;
  EXPECT_FALSE(document.root());
  EXPECT_EQ(document.parse("[1]"), Error::kNone);
  EXPECT_TRUE(document.root());
  EXPECT_EQ(document.parse("[1"), Error::kTruncated);
  EXPECT_FALSE(document.root());
  EXPECT_EQ(document.error_offset(), 2U);
  EXPECT_EQ(document.parse(" true"), Error::kNone);
  EXPECT_EQ(document.error_offset(), 0U);
  EXPECT_EQ(document.root().raw(), "true");
}

TEST(JsonDocumentTest, KeepsItsValuesWhenItMoves) {
  const std::string text = R"({"a":[1,2]})";
  Document first;
  ASSERT_EQ(first.parse(text), Error::kNone);
  const Document second = std::move(first);
  EXPECT_EQ(second.root().find("a").raw(), "[1,2]");
}

TEST(JsonDocumentTest, BeginsInTheRoomItIsGivenAndGrowsOutOfIt) {
  std::array<Node, 4> room{};
  Document document(room);
  ASSERT_EQ(document.parse("[1,2]"), Error::kNone);
  EXPECT_EQ(room[1].offset, 1U);
  EXPECT_EQ(room[2].offset, 3U);
  ASSERT_EQ(document.parse("[1,2,3,4,5]"), Error::kNone);
  EXPECT_EQ(document.root().size(), 5U);
  Document moved = std::move(document);
  ASSERT_EQ(moved.parse("[6]"), Error::kNone);
  EXPECT_EQ(moved.root().raw(), "[6]");
}

TEST(JsonDocumentTest, AllocatesNothingOnceWarm) {
  std::string text = "[";
  for (int i = 0; i < 1000; ++i) text += R"({"key":"a value that is longer than any small string, \n and escaped"},)";
  text += "0]";
  Document document;
  ASSERT_EQ(document.parse(text), Error::kNone);
  const std::size_t before = allocations;
  for (int i = 0; i < 10; ++i) ASSERT_EQ(document.parse(text), Error::kNone);
  EXPECT_EQ(allocations, before);
}

TEST(JsonDocumentTest, DescribesEveryError) {
  for (int code = 0; code <= static_cast<int>(Error::kNoMemory); ++code) {
    EXPECT_NE(describe(static_cast<Error>(code)), "unknown error") << code;
  }
}

TEST(JsonDocumentTest, ItsNodesAreTheValuesWithoutIt) {
  const std::string text = R"({"a":[1,2,{"b":"c"}],"d":null})";
  std::vector<Node> room(16);
  Document document{std::span(room)};
  EXPECT_TRUE(document.nodes().empty());
  ASSERT_EQ(document.parse(text), Error::kNone);
  EXPECT_TRUE(document.is_in_room());
  EXPECT_EQ(document.nodes().data(), room.data());
  const std::vector<Node> nodes(document.nodes().begin(), document.nodes().end());
  ASSERT_EQ(document.parse("[" + text + ",1,2,3,4,5,6,7,8]"), Error::kNone);
  EXPECT_FALSE(document.is_in_room());
  const Value root(text.data(), nodes.data());
  EXPECT_EQ(root.raw(), text);
  EXPECT_EQ(root.find("a").size(), 3U);
  EXPECT_TRUE(root.find("d").is_null());
}

}  // namespace
}  // namespace aipool::json
