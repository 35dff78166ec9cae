// SPDX-License-Identifier: MIT
//
// Request heads and what the strict parser must say about them.
//
// Threading: constants.
// Ownership: static storage.
// Errors:    none.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace aipool::http::test {

struct RequestVector {
  std::string_view name;
  std::string text;
  int status;  // of the fault; 0: accepted
};

// A GET with a Host and the fields given, each ending in CRLF.
inline std::string get_with(std::string_view fields) {
  return "GET /v1/models HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}

// The same with a request line of the test's own.
inline std::string line_of(std::string_view line) { return std::string(line) + "\r\nHost: a\r\n\r\n"; }

const std::vector<RequestVector>& accepted_requests();
const std::vector<RequestVector>& refused_request_lines();
const std::vector<RequestVector>& refused_fields();
const std::vector<RequestVector>& refused_framings();

}  // namespace aipool::http::test
