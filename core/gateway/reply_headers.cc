// SPDX-License-Identifier: MIT
#include "core/gateway/reply_headers.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace aipool::gateway {
namespace {

constexpr std::array<std::string_view, 3> kNames{"retry-after", "retry-after-ms", "x-should-retry"};
constexpr std::array<std::string_view, 2> kPrefixes{"x-ratelimit-", "anthropic-ratelimit-"};

bool is_for_client(std::string_view name) {
  const char first = name.empty() ? ' ' : static_cast<char>(name.front() | 0x20);
  if (first != 'r' && first != 'x' && first != 'a') return false;  // most are told by their first letter
  const auto same = [name](std::string_view each) { return http::equals_ignoring_case(name, each); };
  const auto begins = [name](std::string_view prefix) {
    return name.size() > prefix.size() && http::equals_ignoring_case(name.substr(0, prefix.size()), prefix);
  };
  return std::any_of(kNames.begin(), kNames.end(), same) || std::any_of(kPrefixes.begin(), kPrefixes.end(), begins);
}

}  // namespace

std::pmr::vector<http::Header> headers_for_client(const http::ResponseHead& head, std::pmr::memory_resource& memory) {
  std::pmr::vector<http::Header> kept(&memory);
  for (const http::Header& header : head.headers) {
    if (is_for_client(header.name)) kept.push_back(header);
  }
  return kept;
}

}  // namespace aipool::gateway
