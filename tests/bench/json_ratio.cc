// SPDX-License-Identifier: MIT
//
// Prints how long our parse takes as a multiple of simdjson's DOM: the median of interleaved pairs, because a shared
// machine drifts more between two runs than the two parsers differ.
#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "aipool/json.hpp"
#include "tests/bench/json_samples.h"

namespace {

using Clock = std::chrono::steady_clock;

double seconds(int rounds, const std::function<bool()>& parse) {
  const auto start = Clock::now();
  for (int round = 0; round < rounds; ++round) {
    if (!parse()) std::abort();
  }
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

void compare(std::string_view name, const std::string& text, aipool::json::Level level) {
  constexpr int kPairs = 101;
  const int rounds = static_cast<int>(std::max<std::size_t>(4, 1'000'000 / text.size()));
  const simdjson::padded_string padded(text);
  simdjson::dom::parser oracle;
  aipool::json::Document document;
  const auto ours = [&] { return document.parse(text, {}, level) == aipool::json::Error::kNone; };
  const auto theirs = [&] { return oracle.parse(padded).error() == simdjson::SUCCESS; };
  std::vector<double> ratios;
  std::vector<double> times;
  for (int pair = 0; pair < kPairs; ++pair) {
    times.push_back(seconds(rounds, ours));
    ratios.push_back(times.back() / seconds(rounds, theirs));
  }
  const double each = median(times) / rounds;
  std::printf("%-10.*s %7zu bytes  %9.1f ns  %5.2f GB/s  ours/simdjson %.2f\n", static_cast<int>(name.size()),
              name.data(), text.size(), each * 1e9, static_cast<double>(text.size()) / each / 1e9, median(ratios));
}

}  // namespace

int main() {
  using aipool::json::Level;
  std::printf("simdjson kernel: %s\n", simdjson::get_active_implementation()->name().c_str());
  for (const auto& [level, title] :
       {std::pair(Level::kAvx2, "avx2"), {Level::kSse2, "sse2"}, {Level::kPlain, "plain"}}) {
    std::printf("%s\n", title);
    compare("delta", aipool::json_samples::delta(), level);
    compare("chat", aipool::json_samples::chat(), level);
    compare("tools", aipool::json_samples::tools(), level);
  }
}
