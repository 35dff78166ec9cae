// SPDX-License-Identifier: MIT
//
// as_* read one scalar as a type, strictly: no guessing between numbers, words and quoted text.
//
// Flow:      Section and check_options read every value through these and word the fault with an Expectation.
// Threading: pure functions.
// Ownership: as_text points into the Value.
// Errors:    nothing where the value is not of the type or does not fit it.
// Units:     durations in milliseconds, sizes in bytes, percentages in whole percent.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/config/value.h"

namespace aipool::config {

// What a reader wanted and how it is written: the two halves of a fault about a type.
struct Expectation {
  std::string_view wanted;
  std::string_view fix;
};
inline constexpr Expectation kExpectString{"a string", "put the value in quotes"};
inline constexpr Expectation kExpectBoolean{"true or false", "write true or false, without quotes"};
inline constexpr Expectation kExpectInteger{"an integer", "write a whole number, without quotes"};
inline constexpr Expectation kExpectNumber{"a number", "write a number, without quotes"};
inline constexpr Expectation kExpectDuration{"a duration", "write a whole number and a unit: 250ms, 10s, 10m or 1h"};
inline constexpr Expectation kExpectSize{"a size", "write a whole number and a unit: 512B, 64KiB, 32MiB or 1GiB"};
inline constexpr Expectation kExpectPercent{"a percentage", "write it as 20%"};
inline constexpr Expectation kExpectStringList{"a list of strings", "write it as [first, second]"};
inline constexpr Expectation kExpectStringMap{"a map of strings", "write it as {name: \"value\"}"};
inline constexpr Expectation kExpectList{"a list", "start each member with - in its own line"};
inline constexpr Expectation kExpectMap{"a map", "write its keys as name: value, indented, in the lines below"};

// "PATH: expected WANTED, found a list"; nothing for a value whose fault is already reported.
void add_type_fault(Faults& faults, const Value& value, std::string_view path, const Expectation& expected);

const std::string* as_text(const Value& value);
std::optional<bool> as_boolean(const Value& value);
std::optional<std::int64_t> as_integer(const Value& value);
std::optional<double> as_number(const Value& value);  // integers, too; never infinite
std::optional<std::chrono::milliseconds> as_duration(const Value& value);
std::optional<std::uint64_t> as_size(const Value& value);
std::optional<unsigned> as_percent(const Value& value);  // 0 to 100

// The shortest exact way to write it: 90s, 10m; 64KiB.
std::string duration_text(std::chrono::milliseconds duration);
std::string size_text(std::uint64_t bytes);

}  // namespace aipool::config
