// SPDX-License-Identifier: MIT
//
// Prints what a conversion costs as a multiple of simdjson's DOM parse of the same bytes, beside its bound: the median
// of interleaved pairs, because a shared machine drifts more between two runs than the two differ.
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <map>
#include <span>
#include <string>
#include <string_view>
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

void print(const Case& measured, const Measured& found) {
  const auto size = static_cast<double>(measured.input.size());
  const auto events = static_cast<double>(measured.documents.size());
  std::printf("%-11s %-33s %9zu %11.0f %8.0f %7.2f %9.2f %8.0f %7.2f %5.0f%s\n", measured.what.c_str(),
              measured.pair.c_str(), measured.input.size(), found.convert / events * 1e9, size / found.convert / 1e6,
              found.convert / size * 1e9, found.allocations / events, found.convert / found.copy, found.ratio,
              measured.bound, found.ratio > measured.bound ? "  over" : "");
  std::fflush(stdout);
}

void print_all(const Protocols& protocols) {
  constexpr std::size_t kMegabyte = std::size_t{1} << 20;
  std::printf("simdjson kernel: %s\n", simdjson::get_active_implementation()->name().c_str());
  std::printf("%-11s %-33s %9s %11s %8s %7s %9s %8s %7s %5s\n", "case", "from > to", "bytes", "ns/event", "MB/s",
              "ns/byte", "new/event", "x memcpy", "x DOM", "bound");
  std::map<std::string, std::vector<double>> ratios;
  for (const Case& measured : cases(protocols)) {
    const Measured found = measure(measured);
    print(measured, found);
    ratios[measured.what].push_back(found.ratio);
  }
  for (const auto& [what, of_pairs] : ratios) {
    std::printf("median over the pairs: %-11s %.2f x DOM\n", what.c_str(), median(of_pairs));
  }
  for (const std::size_t size : {kMegabyte, 4 * kMegabyte, 16 * kMegabyte}) {
    for (const Case& measured : growing_cases(protocols, size)) print(measured, measure(measured));
  }
}

bool is_sound(const Case& measured, std::string_view made) {
  if (measured.documents.front() != measured.input) return made.find("data: {") != std::string_view::npos;
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
  const bool check = count > 1 && std::string_view(arguments[1]) == "--check";
  const std::span<const char* const> files(arguments + (check ? 2 : 1), arguments + count);
  try {
    const Protocols protocols(files);
    if (check) return check_all(protocols);
    print_all(protocols);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "convert-ratio: %s\n", error.what());
    return 1;
  }
}
