// SPDX-License-Identifier: MIT
#include "core/gateway/route_table.h"

#include <algorithm>

namespace aipool::gateway {
namespace {

// HEAD is answered by the GET row; the HTTP edge leaves the body out.
bool method_matches(std::string_view row, std::string_view method) {
  return row == method || (row == "GET" && method == "HEAD");
}

bool same_request(const Route& a, const Route& b) {
  return a.method == b.method && a.path == b.path && a.header == b.header && a.query == b.query && a.rank == b.rank;
}

}  // namespace

bool match_template(std::string_view pattern, std::string_view path, std::vector<PathParam>& params) {
  const std::size_t open = pattern.find('{');
  if (open == std::string_view::npos) return pattern == path;
  if (path.substr(0, open) != pattern.substr(0, open)) return false;
  const std::size_t close = pattern.find('}', open);
  std::string_view name = pattern.substr(open + 1, close - open - 1);
  const bool takes_slashes = name.ends_with("...");
  if (takes_slashes) name.remove_suffix(3);
  path.remove_prefix(open);
  pattern.remove_prefix(close + 1);

  std::size_t longest = takes_slashes ? path.size() : std::min(path.find('/'), path.size());
  const std::size_t depth = params.size();
  for (; longest > 0; --longest) {
    params.push_back({name, path.substr(0, longest)});
    if (match_template(pattern, path.substr(longest), params)) return true;
    params.resize(depth);
  }
  return false;
}

bool has_query(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    if (pair.substr(0, pair.find('=')) == name) return true;
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
  }
  return false;
}

Result<RouteTable> RouteTable::build(std::vector<Route> rows, const std::function<std::string(std::size_t)>& owner) {
  std::stable_sort(rows.begin(), rows.end(), [](const Route& a, const Route& b) { return a.rank > b.rank; });
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = i + 1; j < rows.size(); ++j) {
      if (!same_request(rows[i], rows[j])) continue;
      return make_error(ErrorCode::kInvalidRequest, ErrorSource::kConfig,
                        "the protocols " + owner(rows[i].protocol) + " and " + owner(rows[j].protocol) +
                            " both claim " + rows[i].method + " " + rows[i].path + " with the same rank; use only one");
    }
  }
  RouteTable table;
  table.rows_.reserve(rows.size());
  for (Route& row : rows) {
    const std::size_t literal_size = std::min(row.path.find('{'), row.path.size());
    table.rows_.push_back({std::move(row), literal_size});
  }
  return table;
}

// Most rows are told by their length or first bytes, without a walk through the template.
bool RouteTable::Row::matches(std::string_view path, std::vector<PathParam>& params) const {
  if (literal_size == route.path.size()) return path == route.path;
  return path.starts_with(std::string_view(route.path).substr(0, literal_size)) &&
         match_template(route.path, path, params);
}

RouteMatch RouteTable::find(std::string_view path, const http::RequestHead& head) const {
  RouteMatch match;
  for (const Row& each : rows_) {
    if (!each.matches(path, match.params)) continue;
    const Route& row = each.route;
    const bool told_apart = (row.header.empty() || head.headers.find(row.header)) &&
                            (row.query.empty() || has_query(head.query, row.query));
    if (told_apart && method_matches(row.method, head.method)) {
      match.outcome = RouteMatch::Outcome::kFound;
      match.route = &row;
      return match;
    }
    match.params.clear();
    if (!told_apart) continue;
    match.outcome = RouteMatch::Outcome::kWrongMethod;
    if (match.allow.find(row.method) == std::string::npos) match.allow += (match.allow.empty() ? "" : ", ") + row.method;
  }
  return match;
}

}  // namespace aipool::gateway
