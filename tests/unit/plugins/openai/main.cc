// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstdio>

#include "chat_test.h"

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (argc != 2) {
    std::fputs("usage: PROGRAM PLUGIN.so [--gtest_...]\n", stderr);
    return 2;
  }
  aipool::openai::plugin_path() = argv[1];
  return RUN_ALL_TESTS();
}
