// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstdio>

#include "protocol_test.h"

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (argc != 3) {
    std::fputs("usage: PROGRAM PLUGIN.so PROTOCOL [--gtest_...]\n", stderr);
    return 2;
  }
  aipool::test::plugin_path() = argv[1];
  aipool::test::protocol_id() = argv[2];
  return RUN_ALL_TESTS();
}
