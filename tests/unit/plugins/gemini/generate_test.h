// SPDX-License-Identifier: MIT
//
// GenerateTest is ProtocolTest for gemini.generate, whose requests say in their path what they ask for.
//
// Flow:      as ProtocolTest.
// Threading: one thread.
// Ownership: as ProtocolTest.
// Errors:    gtest assertions.
#pragma once

#include "protocol_test.h"

namespace aipool::gemini {

using test::call;
using test::loss_pointers;
using test::part;
using test::same_json;
using test::to_line;
using test::to_lines;
using test::verdict;
using test::with_ends;

class GenerateTest : public test::ProtocolTest {
 protected:
  static constexpr std::string_view kAsk = R"({"contents":[{"role":"user","parts":[{"text":"x"}]}]})";

  // ":streamGenerateContent?alt=sse" of a model, inspected.
  std::unique_ptr<kit::Request> asks(std::string_view action, std::string body, const std::string& model = "m") {
    const std::size_t query = action.find('?');
    kit::RequestText text{.path = "/v1beta/models/" + model + std::string(action.substr(0, query)),
                          .params = {{"call", model + std::string(action.substr(0, query))}},
                          .body = std::move(body)};
    if (query != std::string_view::npos) text.query = action.substr(query + 1);
    auto made = std::make_unique<kit::Request>(host_, std::move(text));
    made->canonical().operation = operation_of(action.substr(0, query));
    rc_ = driver_.inspect(*made);
    made->canonical().upstream_model = made->canonical().client_model;
    return made;
  }

  // The same, decoded.
  std::unique_ptr<kit::Request> tree(std::string body, std::string_view action = ":generateContent",
                                     const std::string& model = "m") {
    auto made = asks(action, std::move(body), model);
    EXPECT_EQ(rc_, AIP_OK) << fault_of(*made);
    EXPECT_EQ(driver_.decode_request(*made), AIP_OK) << fault_of(*made);
    return made;
  }

  std::unique_ptr<kit::Request> streaming(std::string_view query = "?alt=sse") {
    return asks(":streamGenerateContent" + std::string(query), std::string(kAsk));
  }
  std::unique_ptr<kit::Request> whole() { return asks(":generateContent", std::string(kAsk)); }

  static std::string fault_of(kit::Request& request) {
    return request.call().fault() ? request.call().fault()->message : std::string();
  }

  aip_rc rc_ = AIP_OK;

 private:
  static aip_enum operation_of(std::string_view action) {
    if (action == ":countTokens") return AIP_OP_COUNT_TOKENS;
    return action.find("mbedContent") != std::string_view::npos ? AIP_OP_EMBED : AIP_OP_GENERATE;
  }
};

}  // namespace aipool::gemini
