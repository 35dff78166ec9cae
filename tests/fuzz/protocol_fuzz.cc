// SPDX-License-Identifier: MIT
//
// Any bytes as a request, an answer, a stream and an error of each protocol of the plugin that is linked in: no crash, no
// panic, and what was understood can be written again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "aipool/kit/protocol_driver.hpp"

namespace {

namespace kit = aipool::kit;

void check(bool holds) {
  if (!holds) std::abort();
}

class Bench {
 public:
  Bench() {
    for (std::size_t i = 0;; ++i) {
      const aip_bytes role = aipool::sdk::bytes(AIP_ROLE_ID_PROTOCOL);
      const auto* protocol = static_cast<const aip_protocol*>(plugin.module().role(plugin.instance(), role, i));
      if (protocol == nullptr) break;
      (protocol->client != nullptr ? drivers : upstreams).emplace_back(plugin, aipool::sdk::view(protocol->id));
    }
    check(!drivers.empty() || !upstreams.empty());
  }

  kit::FakeHost host;
  kit::Plugin plugin = kit::Plugin::from(&aipool_plugin_v1, host);
  std::vector<kit::ProtocolDriver> drivers;
  std::vector<kit::ProtocolDriver> upstreams;  // that nobody's clients speak
};

void as_request(Bench& bench, const kit::ProtocolDriver& driver, const std::string& text) {
  kit::Request request(bench.host, {.body = text});
  request.canonical().operation = AIP_OP_GENERATE;
  if (driver.inspect(request) != AIP_OK) return;
  const aip_rc rc = driver.decode_request(request);
  check(rc != AIP_E_PANIC);
  std::string body;
  if (rc == AIP_OK) check(driver.encode_request(request, body) == AIP_OK);
}

// One decoder at a time: cut anywhere, the stream says the same.
kit::Decoded decoded(Bench& bench, const kit::ProtocolDriver& driver, const kit::Reply& reply, std::uint32_t flags) {
  kit::Request request(bench.host);
  request.canonical().operation = AIP_OP_GENERATE;
  request.canonical().flags = AIP_REQUEST_STREAM | flags;
  kit::Decoded whole = driver.decode(request, reply);
  const kit::Decoded bytes = driver.decode(request, reply, kit::Chunks::bytes());
  check(whole.rc != AIP_E_PANIC && whole.rc == bytes.rc && whole.passed == bytes.passed);
  check(whole.seen.fold.ended() == bytes.seen.fold.ended());
  check(driver.encode(request, kit::Replay(whole.seen.events)).rc == AIP_OK);
  request.canonical().flags &= ~AIP_REQUEST_STREAM;
  check(driver.encode(request, whole.seen.fold).rc == AIP_OK);
  return whole;
}

// The decoder that reads all and the one that only watches agree on how an answer ends.
void as_answer(Bench& bench, const kit::ProtocolDriver& driver, const std::string& text, const char* type) {
  const kit::Reply reply{.headers = {{"content-type", type}}, .body = text};
  const kit::Decoded told = decoded(bench, driver, reply, 0);
  const kit::Decoded passed = decoded(bench, driver, reply, AIP_REQUEST_PASS);
  if (told.rc != AIP_OK) return;
  check(passed.rc == AIP_OK && passed.seen.fold.ended() == told.seen.fold.ended());
  check(passed.seen.fold.failed() == told.seen.fold.failed());
}

// There is nobody to write it for again.
void as_upstream_answer(Bench& bench, const kit::ProtocolDriver& driver, const std::string& text) {
  const kit::Reply reply{.body = text};
  kit::Request request(bench.host);
  request.canonical().operation = AIP_OP_GENERATE;
  const kit::Decoded whole = driver.decode(request, reply);
  const kit::Decoded bytes = driver.decode(request, reply, kit::Chunks::bytes());
  check(whole.rc != AIP_E_PANIC && whole.rc == bytes.rc);
  check(whole.seen.fold.ended() == bytes.seen.fold.ended() && whole.seen.fold.failed() == bytes.seen.fold.failed());
  check(!whole.seen.fold.ended() || !whole.seen.fold.failed());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Bench bench;
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const kit::ProtocolDriver& driver : bench.drivers) {
    as_request(bench, driver, text);
    as_answer(bench, driver, text, "text/event-stream");
    as_answer(bench, driver, text, "application/json");
    kit::Request request(bench.host);
    check(!driver.decode_error(request, {.status = 500, .body = text}).message.empty());
  }
  for (const kit::ProtocolDriver& driver : bench.upstreams) {
    as_upstream_answer(bench, driver, text);
    kit::Request request(bench.host);
    check(!driver.decode_error(request, {.status = 500, .body = text}).message.empty());
  }
  return 0;
}
