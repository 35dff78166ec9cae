// SPDX-License-Identifier: MIT
//
// OllamaTest is ProtocolTest for ollama.chat: its streams are lines, and the path tells the shape.
//
// Flow:      as ProtocolTest.
// Threading: one thread.
// Ownership: as ProtocolTest.
// Errors:    gtest assertions.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "protocol_test.h"

namespace aipool::ollama {

using test::call;
using test::loss_pointers;
using test::part;
using test::same_json;
using test::to_line;
using test::to_lines;
using test::verdict;
using test::with_ends;

class OllamaTest : public test::ProtocolTest {
 protected:
  // A request to a path of its own, which passed inspect().
  std::unique_ptr<kit::Request> sent(std::string path, std::string body, aip_enum operation = AIP_OP_GENERATE) {
    auto made =
        std::make_unique<kit::Request>(host_, kit::RequestText{.path = std::move(path), .body = std::move(body)});
    made->canonical().operation = operation;
    EXPECT_EQ(driver_.inspect(*made), AIP_OK) << why(*made);
    made->canonical().upstream_model = made->canonical().client_model;
    return made;
  }

  static std::string why(kit::Request& request) {
    return request.call().fault() ? request.call().fault()->param + ": " + request.call().fault()->message : "";
  }

  std::unique_ptr<kit::Request> asks(bool stream) {
    return request(std::string(R"({"model":"m","messages":[{"role":"user","content":"x"}],"stream":)") +
                   (stream ? "true}" : "false}"));
  }

  // An upstream's stream, as it is on the wire.
  static kit::Reply lines(std::string_view body) {
    return {.headers = {{"content-type", "application/x-ndjson"}}, .body = std::string(body)};
  }
};

}  // namespace aipool::ollama
