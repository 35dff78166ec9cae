// SPDX-License-Identifier: MIT
#include "ollama_test.h"

namespace aipool::ollama {
namespace {

class ErrorTest : public OllamaTest {};

TEST_F(ErrorTest, StatusesAndWords) {
  const auto read = [&](int status, std::string body) {
    const sdk::Fault fault = read_error(status, std::move(body));
    return std::to_string(fault.error_class) + " " + fault.message;
  };
  EXPECT_EQ(read(404, R"({"error":"model 'x' not found"})"), "-4 model 'x' not found");
  EXPECT_EQ(read(400, R"({"error":"\"x\" does not support tools"})"), "-1 \"x\" does not support tools");
  EXPECT_EQ(read(400, R"({"error":"the input length exceeds the context length"})"),
            "-11 the input length exceeds the context length");
  EXPECT_EQ(read(401, R"({"error":"unauthorized","signin_url":"https://x"})"), "-2 unauthorized");
  EXPECT_EQ(read(503, R"({"error":"server busy"})"), "-7 server busy");
  EXPECT_EQ(read(500, R"({"error":{"message":"in another shape"}})"), "-17 in another shape");
  EXPECT_EQ(read(502, "<html>"), "-17 The upstream answered with status 502.");
}

TEST_F(ErrorTest, AWaitIsKept) {
  EXPECT_EQ(read_error(429, R"({"error":"slow"})", {{"retry-after", "7"}}).retry_after_ms, 7000);
}

TEST_F(ErrorTest, ClientsGetASentence) {
  const kit::Encoded made = write_error({AIP_E_NOT_FOUND, "model 'x' not found"});
  EXPECT_EQ(made.status, 404);
  EXPECT_EQ(made.body, R"({"error":"model 'x' not found"})");
  EXPECT_EQ(made.content_type, "application/json; charset=utf-8");
  EXPECT_EQ(write_error({AIP_E_UPSTREAM_PROTOCOL, "x"}).status, 502);
  EXPECT_EQ(write_error({AIP_E_PANIC, "x"}).status, 500);
}

TEST_F(ErrorTest, AMissingModelIsSaidInOllamasWords) {
  const auto said = [&](std::string message, std::string code) {
    sdk::Fault fault{AIP_E_NOT_FOUND, std::move(message), "model"};
    fault.code = std::move(code);
    return write_error(fault).body;
  };
  EXPECT_EQ(said("The model `gpt-9` does not exist or is not served here.", "model_not_found"),
            R"({"error":"model 'gpt-9' not found"})");
  EXPECT_EQ(said("The model `gpt-9 does not exist.", "model_not_found"),
            R"({"error":"The model `gpt-9 does not exist."})");
  EXPECT_EQ(said("There is no such route.", ""), R"({"error":"There is no such route."})");
}

TEST_F(ErrorTest, InAStreamItIsALine) {
  kit::Request request(host_);
  const sdk::Fault fault{AIP_E_OVERLOADED, "busy"};
  EXPECT_EQ(driver_.encode_error(request, sdk::error_of(fault), AIP_ERROR_IN_STREAM).body, "{\"error\":\"busy\"}\n");
}

}  // namespace
}  // namespace aipool::ollama
