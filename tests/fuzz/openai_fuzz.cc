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

void as_answer(Bench& bench, const std::string& text, const char* type) {
  aipool::kit::Request request(bench.host);
  request.canonical().operation = AIP_OP_GENERATE;
  request.canonical().flags = AIP_REQUEST_STREAM | AIP_REQUEST_PASS;
  const aipool::kit::Reply reply{.headers = {{"content-type", type}}, .body = text};
  const aipool::kit::Decoded whole = bench.driver.decode(request, reply);
  const aipool::kit::Decoded bytes = bench.driver.decode(request, reply, aipool::kit::Chunks::bytes());
  check(whole.rc != AIP_E_PANIC && whole.rc == bytes.rc && whole.passed == bytes.passed);
  check(whole.seen.fold.ended() == bytes.seen.fold.ended());
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
