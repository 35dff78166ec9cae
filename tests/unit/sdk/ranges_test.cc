// SPDX-License-Identifier: MIT
//
// Growable structs of older and newer makers are read whole and never past their end.
#include "aipool/sdk/ranges.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "aipool/abi.h"
#include "aipool/sdk/bytes.hpp"
#include "aipool/sdk/fault.hpp"
#include "aipool/sdk/widen.hpp"

namespace aipool::sdk {
namespace {

// An array of parts as another maker lays it out, in a block of exactly its size.
struct ForeignParts {
  ForeignParts(std::size_t count, std::size_t size) : block(std::make_unique<std::max_align_t[]>(units(count * size))) {
    for (std::size_t i = 0; i < count; ++i) {
      aip_part part{};
      part.struct_size = static_cast<std::uint32_t>(size);
      part.kind = static_cast<aip_enum>(i + 1);
      part.detail = bytes("detail");
      std::memcpy(reinterpret_cast<char*>(block.get()) + i * size, &part, std::min(size, sizeof part));
    }
  }
  static std::size_t units(std::size_t bytes) {
    return (bytes + sizeof(std::max_align_t) - 1) / sizeof(std::max_align_t);
  }

  const aip_part* first() const { return reinterpret_cast<const aip_part*>(block.get()); }

  std::unique_ptr<std::max_align_t[]> block;
};

std::vector<aip_enum> kinds(const aip_message& message) {
  std::vector<aip_enum> all;
  for (const aip_part& part : parts(message)) all.push_back(part.kind);
  return all;
}

aip_message message_of(const ForeignParts& foreign, std::size_t count, std::size_t stride) {
  aip_message message{};
  message.struct_size = sizeof message;
  message.parts = foreign.first();
  message.part_count = count;
  message.part_stride = stride;
  return message;
}

TEST(StridedTest, ReadsElementsOfTheSameMakerInPlace) {
  const std::vector<aip_part> list(3, [] {
    aip_part part{};
    part.struct_size = sizeof part;
    return part;
  }());
  aip_message message{};
  set_parts(message, list);
  std::size_t index = 0;
  for (const aip_part& part : parts(message)) EXPECT_EQ(&part, &list[index++]);
  EXPECT_EQ(index, 3u);
}

TEST(StridedTest, ZeroExtendsElementsOfAnOlderMaker) {
  const std::size_t old_size = offsetof(aip_part, signature);
  const ForeignParts foreign(3, old_size);
  const aip_message message = message_of(foreign, 3, old_size);
  EXPECT_EQ(kinds(message), (std::vector<aip_enum>{1, 2, 3}));
  for (const aip_part& part : parts(message)) EXPECT_FALSE(present(part.detail));
  EXPECT_EQ(parts(message)[2].kind, 3u);
}

TEST(StridedTest, StepsOverTheRestOfElementsOfANewerMaker) {
  const std::size_t new_size = sizeof(aip_part) + 32;
  const ForeignParts foreign(3, new_size);
  const aip_message message = message_of(foreign, 3, new_size);
  EXPECT_EQ(kinds(message), (std::vector<aip_enum>{1, 2, 3}));
  for (const aip_part& part : parts(message)) EXPECT_EQ(view(part.detail), "detail");
}

TEST(StridedTest, OnlyElementsOfTheSameMakerAreWhole) {
  const std::vector<aip_part> list(2, [] {
    aip_part part{};
    part.struct_size = sizeof part;
    return part;
  }());
  aip_message message{};
  set_parts(message, list);
  ASSERT_TRUE(parts(message).is_whole());
  EXPECT_EQ(parts(message).span().data(), list.data());
  EXPECT_EQ(parts(message).span().size(), 2u);
  for (const std::size_t size : {offsetof(aip_part, signature), sizeof(aip_part) + 32}) {
    const ForeignParts foreign(2, size);
    EXPECT_FALSE(parts(message_of(foreign, 2, size)).is_whole());
  }
}

TEST(StridedTest, AnEmptyListHasNoElements) {
  const aip_message message{};
  EXPECT_TRUE(parts(message).empty());
  EXPECT_EQ(kinds(message), std::vector<aip_enum>());
}

TEST(WidenTest, ReadGivesZeroForMembersThatTheMakerDidNotKnow) {
  aip_reply reply{};
  reply.struct_size = offsetof(aip_reply, body);
  reply.status = 404;
  reply.body = bytes("must not be seen");
  read(reply, [](const aip_reply& whole) {
    EXPECT_EQ(whole.status, 404);
    EXPECT_FALSE(present(whole.body));
  });
}

TEST(WidenTest, UpdateWritesNoFurtherThanTheMakerKnows) {
  aip_answer answer{};
  answer.struct_size = offsetof(aip_answer, headers);
  const aip_field sentinel{};
  answer.headers = {&sentinel, 77};
  update(answer, [](aip_answer& whole) {
    whole.status = 201;
    whole.headers = {};
  });
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.headers.count, 77u);
  EXPECT_EQ(answer.struct_size, offsetof(aip_answer, headers));
}

TEST(FindTest, NamesDoNotDependOnCaseAndTheFirstCounts) {
  const aip_field list[] = {field("Retry-After", "1"), field("retry-after", "2")};
  EXPECT_EQ(find(fields(list), "RETRY-AFTER"), "1");
  EXPECT_EQ(find(fields(list), "retry"), std::nullopt);
}

TEST(FindTest, TheLastMemberOfANameCounts) {
  const aip_member list[] = {{bytes("model"), 1, 2, 3}, {bytes("x"), 4, 5, 6}, {bytes("model"), 7, 8, 9}};
  aip_request request{};
  request.members = list;
  request.member_count = 3;
  EXPECT_EQ(find_member(request, "model"), &list[2]);
  EXPECT_EQ(find_member(request, "stream"), nullptr);
}

TEST(MemberTest, AValueLiesWithinTheSource) {
  constexpr std::size_t kMost = std::numeric_limits<std::size_t>::max();
  aip_request request{};
  request.source_body = bytes(R"({"n":12})");
  EXPECT_EQ(value_of(request, {bytes("n"), 1, 5, 2}), "12");
  EXPECT_EQ(value_of(request, {bytes("n"), 1, 8, 0}), "");
  EXPECT_THROW(value_of(request, {bytes("n"), 1, 5, 4}), Fault);
  EXPECT_THROW(value_of(request, {bytes("n"), 1, 9, 0}), Fault);
  EXPECT_THROW(value_of(request, {bytes("n"), 1, 5, kMost}), Fault);
  EXPECT_THROW(value_of(request, {bytes("n"), 1, kMost, 2}), Fault);
}

}  // namespace
}  // namespace aipool::sdk
