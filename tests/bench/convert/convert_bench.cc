// SPDX-License-Identifier: MIT
//
// Speed of every conversion, and beside each simdjson's DOM parse and a copy of the same bytes. The arguments are
// plugins.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <exception>
#include <span>
#include <vector>

#include "tests/bench/convert/allocations.h"
#include "tests/bench/convert/cases.h"
#include "tests/bench/convert/yardsticks.h"

namespace {

using namespace aipool::bench;

template <class Function>
void run(benchmark::State& state, const Case& measured, Function&& function) {
  function();  // buffers find their size
  const std::size_t before = allocations();
  for ([[maybe_unused]] auto round : state) function();
  const auto rounds = static_cast<double>(state.iterations());
  const double events = rounds * static_cast<double>(measured.documents.size());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(measured.input.size()));
  state.counters["new/event"] = static_cast<double>(allocations() - before) / events;
  state.counters["s/event"] = benchmark::Counter(events, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void add(const Case& measured) {
  const std::string name = measured.what + "/" + measured.pair;
  benchmark::RegisterBenchmark((name + "/convert").c_str(),
                               [&](benchmark::State& state) { run(state, measured, measured.convert); });
  benchmark::RegisterBenchmark((name + "/simdjson").c_str(), [&](benchmark::State& state) {
    Yardsticks yardsticks(measured);
    run(state, measured, [&] { yardsticks.parse(); });
  });
  benchmark::RegisterBenchmark((name + "/memcpy").c_str(), [&](benchmark::State& state) {
    Yardsticks yardsticks(measured);
    run(state, measured, [&] { yardsticks.copy(); });
  });
}

}  // namespace

int main(int count, char** arguments) {
  benchmark::Initialize(&count, arguments);  // takes its own arguments away
  try {
    const Protocols protocols(std::span<const char* const>(arguments + 1, arguments + count));
    const std::vector<Case> all = cases(protocols);
    for (const Case& measured : all) add(measured);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::ClearRegisteredBenchmarks();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "convert-bench: %s\n", error.what());
    return 1;
  }
}
