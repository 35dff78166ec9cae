// SPDX-License-Identifier: MIT
#include "core/gateway/scrub.h"

#include <gtest/gtest.h>

namespace aipool::gateway {
namespace {

std::string cleaned(std::string text) {
  Scrub scrub;
  scrub.add("sk-credential");
  scrub.add("credentials-of-a-header");
  scrub.add("short");
  EXPECT_EQ(scrub.finds(text), text.find("sk-credential") != text.npos || text.find("credentials-of") != text.npos);
  scrub.clean(text);
  EXPECT_FALSE(scrub.finds(text));
  return text;
}

TEST(ScrubTest, EveryOccurrenceIsReplaced) {
  EXPECT_EQ(cleaned("sk-credential is wrong, sk-credential"), "[secret] is wrong, [secret]");
  EXPECT_EQ(cleaned("x=credentials-of-a-header;sk-credentialsk-credential"), "x=[secret];[secret][secret]");
}

TEST(ScrubTest, EverythingElseStays) {
  for (const char* text : {"", "nothing here", "sk-credentia", "short words stay"}) EXPECT_EQ(cleaned(text), text);
}

}  // namespace
}  // namespace aipool::gateway
