// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstdio>

#include "protocol_test.h"

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (argc != 3 && argc != 5) {
    std::fputs("usage: PROGRAM PLUGIN.so PROTOCOL [OTHER-PLUGIN.so OTHER-PROTOCOL] [--gtest_...]\n", stderr);
    return 2;
  }
  aipool::test::plugin_path() = argv[1];
  aipool::test::protocol_id() = argv[2];
  if (argc == 5) aipool::test::other_plugin_path() = argv[3];
  if (argc == 5) aipool::test::other_protocol_id() = argv[4];
  return RUN_ALL_TESTS();
}
