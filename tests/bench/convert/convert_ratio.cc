// SPDX-License-Identifier: MIT
//
// Prints what a conversion costs as a multiple of simdjson's DOM parse of the same bytes, beside its bound: the median
// of interleaved pairs, because a shared machine drifts more between two runs than the two differ. The arguments are
// plugins; before them --check converts each case once, and --repeat WHAT PAIR one case a hundred times, for a
// profiler.
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/bench/convert/allocations.h"
#include "tests/bench/convert/cases.h"
#include "tests/bench/convert/yardsticks.h"

namespace {

using namespace aipool::bench;

// Median seconds of each, and of the conversion over the parse.
struct Measured {
  double convert;
  double copy;
  double ratio;
  double allocations;
};

// Of this thread, so that what else runs counts less.
double cpu_now() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

template <class Function>
double seconds(std::size_t rounds, Function&& function) {
  const double start = cpu_now();
  for (std::size_t round = 0; round < rounds; ++round) function();
  return (cpu_now() - start) / static_cast<double>(rounds);
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

Measured measure(const Case& measured) {
  const std::size_t pairs = measured.input.size() > 1'000'000 ? 15 : 51;
  const std::size_t rounds = std::max<std::size_t>(1, 400'000 / measured.input.size());
  Yardsticks yardsticks(measured);
  std::vector<double> convert, copy, ratios;
  std::size_t allocated = 0;
  seconds(rounds, measured.convert);  // buffers find their size
  for (std::size_t pair = 0; pair < pairs; ++pair) {
    const std::size_t before = allocations();
    convert.push_back(seconds(rounds, measured.convert));
    allocated += allocations() - before;
    ratios.push_back(convert.back() / seconds(rounds, [&] { yardsticks.parse(); }));
    copy.push_back(seconds(rounds, [&] { yardsticks.copy(); }));
  }
  return {median(convert), median(copy), median(ratios),
          static_cast<double>(allocated) / static_cast<double>(pairs * rounds)};
}

constexpr const char* kWhats[] = {"chat", "tools", "image", "text delta", "call delta", "stream"};

// What was measured of one kind of case, pair by pair.
struct Column {
  double bound = 0;
  std::vector<std::pair<double, std::string>> ratios;  // and the pair

  void add(const Case& measured, double ratio) {
    bound = std::max(bound, measured.bound);
    ratios.emplace_back(ratio, measured.pair);
  }
  std::string_view last_pair() const { return ratios.empty() ? std::string_view() : ratios.back().second; }
};

void print_summary(std::map<std::string, Column>& columns) {
  std::printf("\n%-11s %6s %7s  %s\n", "x DOM", "bound", "median", "least and most");
  for (const char* what : kWhats) {
    auto& [bound, ratios] = columns[what];
    std::sort(ratios.begin(), ratios.end());
    const auto& [least, most] = std::pair(ratios.front(), ratios.back());
    std::printf("%-11s %6.0f %7.2f  %.2f %s, %.2f %s\n", what, bound, ratios[ratios.size() / 2].first, least.first,
                least.second.c_str(), most.first, most.second.c_str());
  }
}

// A row for each pair, a cell for each case: the ratio, ! where it is over its bound, and the allocations of an event.
void print_pairs(const Protocols& protocols) {
  std::printf("%-36s", "x DOM, new/event");
  for (const char* what : kWhats) std::printf(" %14s", what);
  std::map<std::string, Column> columns;
  std::string pair;
  for (const Case& measured : cases(protocols)) {
    if (measured.pair != pair) std::printf("\n%-36s", measured.pair.c_str());
    pair = measured.pair;
    const Measured found = measure(measured);
    const bool calls_come_whole = measured.what == "stream" && columns["call delta"].last_pair() != pair;
    if (calls_come_whole) std::printf(" %14s", "-");
    columns[measured.what].add(measured, found.ratio);
    std::printf(" %6.2f%c %6.1f", found.ratio, found.ratio > measured.bound ? '!' : ' ',
                found.allocations / static_cast<double>(measured.documents.size()));
    std::fflush(stdout);
  }
  std::printf("\n");
  print_summary(columns);
}

void print_growing(const Protocols& protocols) {
  constexpr std::size_t kMegabyte = std::size_t{1} << 20;
  std::printf("\n%-11s %-36s %9s %8s %9s %8s %7s\n", "growing", "from > to", "bytes", "MB/s", "new", "x memcpy",
              "x DOM");
  for (const std::size_t size : {kMegabyte, 4 * kMegabyte, 16 * kMegabyte}) {
    for (const Case& measured : growing_cases(protocols, size)) {
      const Measured found = measure(measured);
      std::printf("%-11s %-36s %9zu %8.0f %9.0f %8.0f %7.2f\n", measured.what.c_str(), measured.pair.c_str(),
                  measured.input.size(), static_cast<double>(measured.input.size()) / found.convert / 1e6,
                  found.allocations, found.convert / found.copy, found.ratio);
      std::fflush(stdout);
    }
  }
}

// For a profiler that counts what is done in here.
[[gnu::noinline]] void repeat(const Case& measured, std::size_t rounds) {
  for (std::size_t round = 0; round < rounds; ++round) measured.convert();
}

int repeat_one(const Protocols& protocols, std::string_view what, std::string_view pair) {
  constexpr std::size_t kRounds = 100;
  for (const Case& measured : cases(protocols)) {
    if (measured.what == what && measured.pair == pair) return repeat(measured, kRounds), 0;
  }
  std::fprintf(stderr, "convert-ratio: there is no such case\n");
  return 1;
}

bool is_sound(const Case& measured, std::string_view made) {
  const bool request = measured.what == "chat" || measured.what == "tools" || measured.what == "image";
  if (!request) return made.empty() ? measured.what == "call delta" : made.find('{') != std::string_view::npos;
  simdjson::dom::parser parser;
  return parser.parse(made.data(), made.size()).error() == simdjson::SUCCESS;
}

int check_all(const Protocols& protocols) {
  for (const Case& measured : cases(protocols)) {
    if (is_sound(measured, measured.convert())) continue;
    std::fprintf(stderr, "%s, %s: what comes out makes no sense\n", measured.what.c_str(), measured.pair.c_str());
    return 1;
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  std::span<const char* const> files(arguments + 1, arguments + count);
  const std::string_view mode = files.empty() ? std::string_view() : files[0];
  const std::size_t words = mode == "--check" ? 1 : mode == "--repeat" ? 3 : 0;
  if (files.size() < words) return 2;
  files = files.subspan(words);
  try {
    const Protocols protocols(files);
    if (mode == "--check") return check_all(protocols);
    if (mode == "--repeat") return repeat_one(protocols, arguments[2], arguments[3]);
    std::printf("simdjson kernel: %s\n", simdjson::get_active_implementation()->name().c_str());
    print_pairs(protocols);
    print_growing(protocols);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "convert-ratio: %s\n", error.what());
    return 1;
  }
}
