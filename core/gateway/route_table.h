// SPDX-License-Identifier: MIT
//
// RouteTable finds the row that a request means: method and path template, and a header or query that must be there.
//
// Flow:      built from the client halves' rows with the snapshot; asked once for each request.
// Threading: immutable after build().
// Ownership: owns its rows; a match borrows the request's path.
// Errors:    two rows that no request could tell apart fail build(); find() tells an unknown path from a wrong method.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/http/message.h"

namespace aipool::gateway {

// `{name}` stands for one segment, or a part of one; `{name...}` for any rest. Neither is empty.
struct Route {
  std::string method;
  std::string path;
  std::string header;  // must be sent; empty: no matter
  std::string query;   // must be sent; empty: no matter
  std::uint32_t operation = 0;
  std::uint32_t rank = 0;  // the highest that matches wins
  std::size_t protocol = 0;
};

struct PathParam {
  std::string_view name;
  std::string_view value;  // as sent, nothing decoded
};

struct RouteMatch {
  enum class Outcome : std::uint8_t { kFound, kWrongMethod, kUnknown };
  Outcome outcome = Outcome::kUnknown;
  const Route* route = nullptr;
  std::vector<PathParam> params;
  std::string allow;  // for kWrongMethod: the methods that the path knows
};

// Fills `params`; a placeholder takes as much as it can.
bool match_template(std::string_view pattern, std::string_view path, std::vector<PathParam>& params);

// True if `name` is a key of the query, with or without a value.
bool has_query(std::string_view query, std::string_view name);

class RouteTable {
 public:
  // `owner(protocol)` names a protocol in the message.
  static Result<RouteTable> build(std::vector<Route> rows, const std::function<std::string(std::size_t)>& owner);

  RouteMatch find(std::string_view path, const http::RequestHead& head) const;

 private:
  struct Row {
    bool matches(std::string_view path, std::vector<PathParam>& params) const;

    Route route;
    std::size_t literal_size;  // of the route's path, before its first placeholder
  };

  std::vector<Row> rows_;  // highest rank first
};

}  // namespace aipool::gateway
