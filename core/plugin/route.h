// SPDX-License-Identifier: MIT
//
// Route is a row of a protocol's routing table, with its own strings.
//
// Threading: plain value.
// Ownership: owns its text.
// Errors:    none; rows are checked when a plugin is loaded.
#pragma once

#include <cstdint>
#include <string>

#include "aipool/abi.h"

namespace aipool::plugin {

struct Route {
  std::string method;
  std::string path;        // template with {name} and, at its end, {name...}
  std::string header;      // a header that must be there, empty: none
  std::string query;       // a query parameter that must be there, empty: none
  aip_enum operation = 0;  // AIP_OP_*
  std::uint32_t rank = 0;  // the highest wins among those that match
};

}  // namespace aipool::plugin
