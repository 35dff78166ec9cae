// SPDX-License-Identifier: MIT
//
// print-converted FROM.so FROM-PROTOCOL TO.so TO-PROTOCOL: every recorded exchange of the first protocol in the words
// of the other, one JSON document a line: {"name", "kind": "request" | "answer" | "event", "document"}. Answers come
// both whole and as a stream. converted_specs_test.py validates them.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>

#include "aipool/framing.hpp"
#include "aipool/json.hpp"
#include "conversion.h"

namespace aipool::replay {
namespace {

void print(const Recording& recording, std::string_view kind, std::string_view document) {
  std::string line;
  json::Writer out(line);
  out.begin_object().key("name").string(recording.name).key("kind").string(kind).key("document").raw(document);
  out.end_object();
  std::replace(line.begin(), line.end(), '\n', ' ');  // in JSON they only stand between things
  std::puts(line.c_str());
}

void print_stream(const Recording& recording, const kit::Encoded& stream) {
  sdk::Framer framer(stream.content_type == "application/x-ndjson" ? AIP_FRAMING_NDJSON : AIP_FRAMING_SSE);
  framer.finish(stream.body, [&](const sdk::Frame& frame) {
    const std::string_view event = frame.data;
    if (!event.empty() && event != "[DONE]") print(recording, "event", event);
  });
}

void print_all(const Conversion& conversion, const Recording& recording) {
  if (!recording.request_body.empty()) print(recording, "request", conversion.request(*conversion.tree(recording)));
  const auto whole = conversion.asked(false);
  print(recording, "answer", conversion.answer(*whole, conversion.decoded(*whole, recording)).body);
  const auto stream = conversion.asked(true);
  print_stream(recording, conversion.answer(*stream, conversion.decoded(*stream, recording)));
}

int run(char** argv) {
  const auto shared = shared_folder();
  if (!shared) return 0;
  kit::FakeHost host;
  const kit::Plugin from = kit::Plugin::load(argv[1], host);
  const kit::Plugin to = kit::Plugin::load(argv[3], host);
  const Conversion conversion(host, {from, argv[2]}, {to, argv[4]});
  for (const Recording& recording : read_recordings(*shared, std::string(conversion.from().recordings))) {
    if (conversion.why_not(recording).empty()) print_all(conversion, recording);
  }
  return 0;
}

}  // namespace
}  // namespace aipool::replay

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("usage: print-converted FROM.so FROM-PROTOCOL TO.so TO-PROTOCOL\n", stderr);
    return 2;
  }
  try {
    return aipool::replay::run(argv);
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "print-converted: %s\n", fault.what());
    return 1;
  }
}
