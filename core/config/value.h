// SPDX-License-Identifier: MIT
//
// Value is one node of a configuration file: what it is, its text or members, and where it stands.
//
// Flow:      yaml_reader makes the tree, environment and overrides edit it, Section and check_options read it.
// Threading: plain values.
// Ownership: a Value owns everything below it.
// Errors:    none; a node whose fault is already reported is kUnresolved, and readers pass it over.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/diagnostics.h"

namespace aipool::config {

enum class Kind : std::uint8_t { kNull, kBoolean, kInteger, kNumber, kString, kList, kMap, kUnresolved };

struct Entry;

struct Value {
  Kind kind = Kind::kNull;
  std::string text;          // of a scalar
  bool substituted = false;  // text came from the environment: any scalar kind then serves as a string, too
  Position position;
  std::vector<Value> items;    // of a list
  std::vector<Entry> entries;  // of a map, in file order
};

struct Entry {
  std::string key;
  Position position;
  Value value;
};

// The kind of a scalar without quotes: the core schema of YAML 1.2, so `yes` and `0x10` are strings.
Kind kind_of_plain(std::string_view text);

Value empty_map(Position position);

// A scalar that the environment gave.
Value substituted_value(std::string text, Position position);

// "an integer", "a map", ...: what was found, never its text.
std::string_view describe(const Value& value);

// The value of `key`, or null: no such key, or not a map.
const Value* find(const Value& map, std::string_view key);
Value* find(Value& map, std::string_view key);

}  // namespace aipool::config
