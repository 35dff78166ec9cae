// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/query.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "plugins/openai/convert.h"

namespace aipool::openai::responses {
namespace {

constexpr std::int64_t kLimitMax = 100;

// Of several the last one.
std::optional<std::string> query_text(const aip_request& request, std::string_view name) {
  std::optional<std::string> found;
  std::string_view query = sdk::view(request.query);
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    if (pair.substr(0, equals) != name) continue;
    found = equals == std::string_view::npos ? std::string() : percent_decoded(pair.substr(equals + 1));
  }
  return found;
}

std::optional<std::int64_t> query_count(const aip_request& request, std::string_view name, std::int64_t least,
                                        std::int64_t most) {
  const auto text = query_text(request, name);
  if (!text) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), number);
  const bool whole = fault == std::errc() && end == text->data() + text->size();
  if (!whole || number < least || number > most) {
    const Place query;
    refuse(query.key(name), "must be an integer from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return number;
}

}  // namespace

Page page_of(const aip_request& request) {
  Page page;
  if (const auto limit = query_count(request, "limit", 1, kLimitMax)) page.limit = static_cast<std::size_t>(*limit);
  if (const auto order = query_text(request, "order")) {
    const Place query;
    if (*order != "asc" && *order != "desc") refuse(query.key("order"), "must be asc or desc");
    page.ascending = *order == "asc";
  }
  page.after = query_text(request, "after").value_or("");
  return page;
}

bool asks_for_stream(const aip_request& request) { return query_text(request, "stream").value_or("") == "true"; }

std::int64_t starting_after(const aip_request& request) {
  return query_count(request, "starting_after", 0, INT64_MAX).value_or(-1);
}

}  // namespace aipool::openai::responses
