// SPDX-License-Identifier: MIT
//
// Diagnostic is one fault of the configuration: where, what is wrong, and how to put it right.
//
// Flow:      every reader of this folder appends to one Faults; load() sorts them, `check` and `serve` print them.
// Threading: plain values.
// Ownership: owns its text.
// Errors:    never holds a value of the configuration, only keys, paths and the names of pools, accounts and plugins.
// Units:     lines and columns count from 1, columns in bytes; line 0 means the whole source.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aipool::config {

struct Position {
  std::string file;  // as the operator wrote it, or "environment variable NAME"
  int line = 0;
  int column = 0;
};

struct Diagnostic {
  Position position;
  std::string message;
  std::string fix;
};

using Faults = std::vector<Diagnostic>;

void add_fault(Faults& faults, const Position& position, std::string message, std::string_view fix);

// "file:line:column: message; fix", without the numbers where the line is 0.
std::string to_string(const Diagnostic& diagnostic);

// A key between quotes for a message: short, and cut at a colon, because `api_key:sk-…` without the
// space is one long key.
std::string quote_key(std::string_view key);

// By file, line and column; faults of one place keep their order.
void sort_faults(Faults& faults);

}  // namespace aipool::config
