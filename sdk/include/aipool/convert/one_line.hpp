// SPDX-License-Identifier: MIT
//
// make_one_line() takes the line ends out of JSON text that goes out where a line end would end it.
//
// Flow:      encoders of streams whose frames are lines, for the extras that they pass on as they came.
// Threading: pure.
// Ownership: none.
// Errors:    none.
#pragma once

#include <cstddef>
#include <string>

namespace aipool::convert {

// In JSON they only stand between things. There hardly ever is one, so that they are searched for first. What is before
// `from` stays as it is.
inline void make_one_line(std::string& json, std::size_t from = 0) {
  for (const char end : {'\n', '\r'}) {
    for (std::size_t at = json.find(end, from); at != json.npos; at = json.find(end, at + 1)) json[at] = ' ';
  }
}

}  // namespace aipool::convert
