// SPDX-License-Identifier: MIT
//
// Makes JSON text that a JSON schema accepts.
//
// Flow:      for forced tool calls and structured answers.
// Threading: pure function.
// Ownership: the result owns its text.
// Errors:    none: {} stands for what is not understood, too deep or too large.
#pragma once

#include <string>
#include <string_view>

namespace echo {

std::string instance_of_schema(std::string_view schema);

}  // namespace echo
