// SPDX-License-Identifier: MIT
//
// Kernels see what a loop over bytes sees, at every offset and length.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

#include "tests/unit/json/exact_text.h"

namespace aipool::json {
namespace {

// Mostly plain text, so that runs of every length occur.
std::string random_bytes(std::mt19937& random, std::size_t size, std::string_view special) {
  const std::size_t rarity = 2 + random() % 80;
  std::string bytes;
  while (bytes.size() < size) bytes += random() % rarity == 0 ? special[random() % special.size()] : 'a';
  return bytes;
}

template <class Check>
void for_each_kernel(const Check& check) {
  for (const Level level : kLevels) dispatch(level, check);
}

TEST(JsonKernelTest, FindsTheFirstSpecialByte) {
  std::mt19937 random(2);
  for (std::size_t size = 0; size < 200; ++size) {
    const ExactText text(random_bytes(random, size, "\"\\\n\x1F\x01\x7F\x20\x21\x23\x5B\x5D\xA2\xDC\xC3"));
    const std::string_view bytes = text.view();
    std::size_t expected = 0;
    while (expected < size && !is_special(bytes[expected])) ++expected;
    for_each_kernel([&]<class Kernel>(Kernel) {
      EXPECT_EQ(Kernel::find_special(bytes.data(), bytes.data() + size) - bytes.data(),
                static_cast<std::ptrdiff_t>(expected));
    });
  }
}

TEST(JsonKernelTest, SeesTheQuotesAheadUpToWhatIsNotPlain) {
  std::mt19937 random(3);
  for (int round = 0; round < 2'000; ++round) {
    const ExactText text(random_bytes(random, 64, round % 2 == 0 ? "\"" : "\"\"\"\"\\\n\xC3\x20\x7F"));
    std::uint64_t expected = 0;
    for (std::size_t i = 0; i < 64; ++i) {
      const char byte = text.view()[i];
      if (byte == '"') expected |= std::uint64_t{1} << i;
      if (byte == '\\' || static_cast<signed char>(byte) < 0x20) break;
    }
    for_each_kernel([&]<class Kernel>(Kernel) { EXPECT_EQ(Kernel::look(text.view().data()), expected); });
  }
}

TEST(JsonKernelTest, EndsAStringWithEscapesWhereItsFaultFinderDoes) {
  std::mt19937 random(4);
  for (int round = 0; round < 20'000; ++round) {
    std::string body = "\\";
    while (random() % 60 != 0) {
      static constexpr std::string_view kParts[] = {"\\\\",    "\\\"",       "\\n", "\\u00e9",  "\\ud83d\\ude00",
                                                    "text",    "\"",         "\\",  "\xC3\xA9", "\\u12",
                                                    "\\ud83d", "a long run", "\n",  "\xE4",     "\\\\\\\\\\\\"};
      body += kParts[random() % (round % 2 == 0 ? 6 : std::size(kParts))];
    }
    const ExactText text(body);
    const char* const begin = text.view().data();
    const char* const end = begin + body.size();
    const StringFault fault = find_string_fault(begin, end);
    for_each_kernel([&]<class Kernel>(Kernel) {
      const char* const quote = Kernel::scan_escapes(begin, end);
      // A kernel may be stopped by what comes after the string; nothing else is left to chance.
      if (quote != nullptr) {
        EXPECT_EQ(fault.error, Error::kNone) << body;
        EXPECT_EQ(quote - begin, fault.at - begin) << body;
      } else if (fault.error == Error::kNone) {
        EXPECT_FALSE(is_utf8({fault.at, static_cast<std::size_t>(end - fault.at)})) << body;
      }
    });
  }
}

TEST(JsonKernelTest, FallsBackWhereTheMachineLacksALevel) {
  const Level level = best_level();
  const auto best = dispatch(level, []<class Kernel>(Kernel) { return Kernel::kBlock; });
  EXPECT_EQ(dispatch(Level::kAvx2, []<class Kernel>(Kernel) { return Kernel::kBlock; }), best);
  EXPECT_EQ(dispatch(Level::kPlain, []<class Kernel>(Kernel) { return Kernel::kBlock; }), PlainKernel::kBlock);
}

}  // namespace
}  // namespace aipool::json
