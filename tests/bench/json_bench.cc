// SPDX-License-Identifier: MIT
//
// Parse and write speed on bodies of three sizes, with simdjson's DOM and memcpy as the yardsticks.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <cstring>
#include <string>
#include <vector>

#include "aipool/json.hpp"
#include "tests/bench/json_samples.h"

namespace {

using namespace aipool;

void count_bytes(benchmark::State& state, const std::string& text) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void parse(benchmark::State& state, const std::string& text) {
  json::Document document;
  for ([[maybe_unused]] auto round : state) {
    if (document.parse(text) != json::Error::kNone) state.SkipWithError("refused");
    benchmark::DoNotOptimize(document.root().raw().data());
  }
  count_bytes(state, text);
}

void parse_simdjson(benchmark::State& state, const std::string& text) {
  simdjson::dom::parser parser;
  const simdjson::padded_string padded(text);
  for ([[maybe_unused]] auto round : state) {
    if (parser.parse(padded).error() != simdjson::SUCCESS) state.SkipWithError("refused");
  }
  count_bytes(state, text);
}

void copy(benchmark::State& state, const std::string& text) {
  std::vector<char> to(text.size());
  for ([[maybe_unused]] auto round : state) {
    std::memcpy(to.data(), text.data(), text.size());
    benchmark::DoNotOptimize(to.data());
    benchmark::ClobberMemory();
  }
  count_bytes(state, text);
}

void escape(benchmark::State& state, const std::string& text) {
  std::string out;
  for ([[maybe_unused]] auto round : state) {
    out.clear();
    json::append_escaped(out, text);
    benchmark::DoNotOptimize(out.data());
  }
  count_bytes(state, text);
}

void unescape(benchmark::State& state, const std::string& text) {
  std::string body;
  json::append_escaped(body, text);
  std::string out;
  for ([[maybe_unused]] auto round : state) {
    out.clear();
    json::append_unescaped(out, body);
    benchmark::DoNotOptimize(out.data());
  }
  count_bytes(state, body);
}

BENCHMARK_CAPTURE(parse, delta, json_samples::delta());
BENCHMARK_CAPTURE(parse, chat, json_samples::chat());
BENCHMARK_CAPTURE(parse, tools, json_samples::tools());
BENCHMARK_CAPTURE(parse_simdjson, delta, json_samples::delta());
BENCHMARK_CAPTURE(parse_simdjson, chat, json_samples::chat());
BENCHMARK_CAPTURE(parse_simdjson, tools, json_samples::tools());
BENCHMARK_CAPTURE(copy, delta, json_samples::delta());
BENCHMARK_CAPTURE(copy, chat, json_samples::chat());
BENCHMARK_CAPTURE(copy, tools, json_samples::tools());
BENCHMARK_CAPTURE(escape, prose, json_samples::prose(4000, 0));
BENCHMARK_CAPTURE(escape, code, json_samples::code(4000, 0));
BENCHMARK_CAPTURE(unescape, prose, json_samples::prose(4000, 0));
BENCHMARK_CAPTURE(unescape, code, json_samples::code(4000, 0));

}  // namespace

BENCHMARK_MAIN();
