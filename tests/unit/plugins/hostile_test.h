// SPDX-License-Identifier: MIT
//
// HostileTest damages what a protocol reads: damaged bytes give a clean fault or a clean answer, never a panic, never memory
// that is not ours (run it with ASan).
//
// Flow:      a protocol's own test gives whole examples.
// Threading: one thread.
// Ownership: as ProtocolTest.
// Errors:    gtest assertions; the seed is fixed.
#pragma once

#include <random>
#include <string>
#include <string_view>

#include "protocol_test.h"

namespace aipool::test {

class HostileTest : public ProtocolTest {
 protected:
  // A request that holds much of what the protocol has.
  void expect_clean_requests(std::string_view example);
  // A stream of the upstream; `asking` makes a request of this protocol for one.
  void expect_clean_answers(std::string_view example, const Asks& asking);
  void expect_clean_errors(std::string_view example);

 private:
  std::string damaged(std::string_view example);

  std::mt19937 random_{7};
};

}  // namespace aipool::test
