// SPDX-License-Identifier: MIT
//
// ChatTest is ProtocolTest for openai.chat.
//
// Flow:      as ProtocolTest.
// Threading: one thread.
// Ownership: as ProtocolTest.
// Errors:    gtest assertions.
#pragma once

#include "protocol_test.h"

namespace aipool::openai {

using ChatTest = test::ProtocolTest;
using test::call;
using test::loss_pointers;
using test::part;
using test::same_json;
using test::to_line;
using test::to_lines;
using test::verdict;
using test::with_ends;

}  // namespace aipool::openai
