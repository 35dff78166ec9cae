// SPDX-License-Identifier: MIT
//
// MessagesTest is ProtocolTest for claude.messages.
//
// Flow:      as ProtocolTest.
// Threading: one thread.
// Ownership: as ProtocolTest.
// Errors:    gtest assertions.
#pragma once

#include "protocol_test.h"

namespace aipool::claude {

using MessagesTest = test::ProtocolTest;
using test::loss_pointers;
using test::same_json;
using test::to_line;
using test::to_lines;
using test::verdict;

}  // namespace aipool::claude
