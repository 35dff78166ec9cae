// SPDX-License-Identifier: MIT
//
// Names of tools that the service takes: at most 63 letters, digits, '_' and '-'. Others are shortened, and told
// apart by a hash of what they were.
//
// Flow:      requests go out with tool_name(); ToolNames of the same request brings answers back to the client's
//            names.
// Threading: pure.
// Ownership: ToolNames borrows the request's texts.
// Errors:    none.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "plugins/kiro/convert.h"

namespace aipool::kiro {

std::string tool_name(const aip_hash_service& hash, std::string_view name);

class ToolNames {
 public:
  ToolNames(const aip_hash_service& hash, const aip_request& request);

  // The client's name for what the service calls it.
  std::string_view of_client(std::string_view name) const;

 private:
  std::map<std::string, std::string, std::less<>> changed_;
};

}  // namespace aipool::kiro
