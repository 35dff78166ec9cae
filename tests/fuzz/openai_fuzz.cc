// SPDX-License-Identifier: MIT
//
// Any bytes as a request, an answer, a stream and an error of openai.chat: no crash, no panic.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "aipool/kit/protocol_driver.hpp"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

struct Bench {
  aipool::kit::FakeHost host;
  aipool::kit::Plugin plugin = aipool::kit::Plugin::from(&aipool_plugin_v1, host);
  aipool::kit::ProtocolDriver driver{plugin, "openai.chat"};
};

void as_request(Bench& bench, const std::string& text) {
  aipool::kit::Request request(bench.host, {.body = text});
  request.canonical().operation = AIP_OP_GENERATE;
  if (bench.driver.inspect(request) != AIP_OK) return;
  check(bench.driver.decode_request(request) != AIP_E_PANIC);
}

// One decoder at a time: cut anywhere, the stream says the same.
aipool::kit::Decoded decoded(Bench& bench, const aipool::kit::Reply& reply, std::uint32_t flags) {
  aipool::kit::Request request(bench.host);
  request.canonical().operation = AIP_OP_GENERATE;
  request.canonical().flags = AIP_REQUEST_STREAM | flags;
  aipool::kit::Decoded whole = bench.driver.decode(request, reply);
  const aipool::kit::Decoded bytes = bench.driver.decode(request, reply, aipool::kit::Chunks::bytes());
  check(whole.rc != AIP_E_PANIC && whole.rc == bytes.rc && whole.passed == bytes.passed);
  check(whole.seen.fold.ended() == bytes.seen.fold.ended());
  return whole;
}

// The decoder that reads all and the one that only watches agree on how an answer ends.
void as_answer(Bench& bench, const std::string& text, const char* type) {
  const aipool::kit::Reply reply{.headers = {{"content-type", type}}, .body = text};
  const aipool::kit::Decoded told = decoded(bench, reply, 0);
  const aipool::kit::Decoded passed = decoded(bench, reply, AIP_REQUEST_PASS);
  if (told.rc != AIP_OK) return;
  check(passed.rc == AIP_OK && passed.seen.fold.ended() == told.seen.fold.ended());
  check(passed.seen.fold.failed() == told.seen.fold.failed());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Bench bench;
  const std::string text(reinterpret_cast<const char*>(data), size);
  as_request(bench, text);
  as_answer(bench, text, "text/event-stream");
  as_answer(bench, text, "application/json");
  aipool::kit::Request request(bench.host);
  check(!bench.driver.decode_error(request, {.status = 500, .body = text}).message.empty());
  return 0;
}
