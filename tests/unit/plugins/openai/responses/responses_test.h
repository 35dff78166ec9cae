// SPDX-License-Identifier: MIT
//
// ResponsesTest is ProtocolTest for openai.responses.
//
// Flow:      as ProtocolTest.
// Threading: one thread.
// Ownership: as ProtocolTest.
// Errors:    gtest assertions.
#pragma once

#include "protocol_test.h"

namespace aipool::openai::responses {

using ResponsesTest = test::ProtocolTest;
using test::call;
using test::loss_pointers;
using test::part;
using test::same_json;
using test::to_line;
using test::to_lines;

inline constexpr std::string_view kAsk = R"({"model":"m","input":"x"})";
inline constexpr std::string_view kAskStream = R"({"model":"m","input":"x","stream":true})";

}  // namespace aipool::openai::responses
