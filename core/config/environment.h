// SPDX-License-Identifier: MIT
//
// Environment looks variables up; expand puts them in the place of ${NAME} in every string of a tree.
//
// Flow:      load() expands each file once, right after reading it; keys are left alone.
// Threading: pure, given a pure lookup; process_environment() reads the process and so wants no setenv beside it.
// Ownership: nothing is kept.
// Errors:    an unset variable or a malformed reference is a fault and leaves the value kUnresolved.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/config/value.h"

namespace aipool::config {

using Environment = std::function<std::optional<std::string>(const std::string& name)>;

Environment process_environment();

// `$${` stands for `${`. A value that held a reference is typed by its text, with or without quotes.
void expand(Value& value, const Environment& environment, Faults& faults);

}  // namespace aipool::config
