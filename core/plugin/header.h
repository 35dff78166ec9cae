// SPDX-License-Identifier: MIT
//
// Header is an HTTP header that a plugin asked for, with its own strings.
//
// Threading: plain value.
// Ownership: owns its text.
// Errors:    none; core/http refuses what may not stand in a header.
#pragma once

#include <string>
#include <vector>

#include "core/plugin/abi_view.h"

namespace aipool::plugin {

struct Header {
  std::string name;
  std::string value;
};

// From any list of name and value.
template <typename List>
std::vector<Header> owned_headers(const List& source) {
  std::vector<Header> headers;
  for (const auto& field : source) headers.push_back({std::string(field.name), std::string(field.value)});
  return headers;
}

inline std::vector<Header> owned_headers(aip_fields source) {
  std::vector<Header> headers;
  for (const aip_field& field : fields(source)) {
    headers.push_back({std::string(text(field.name)), std::string(text(field.value))});
  }
  return headers;
}

}  // namespace aipool::plugin
