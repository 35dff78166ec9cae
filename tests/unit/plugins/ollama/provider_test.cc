// SPDX-License-Identifier: MIT
#include "aipool/kit/account.hpp"
#include "ollama_test.h"

namespace aipool::ollama {
namespace {

class ProviderTest : public OllamaTest {
 protected:
  // "POST /path" and the headers, one a line.
  std::string prepared(const kit::Account& account, aip_enum operation, std::uint32_t flags = 0,
                       std::string path = "/v1/chat/completions", std::string_view client = "openai.chat") {
    kit::Request request(host_, kit::RequestText{.path = std::move(path)});
    request.canonical().operation = operation;
    request.canonical().flags = flags;
    request.canonical().client_protocol = host_.intern(client);
    const aip_provider& provider = plugin_.provider("ollama-custom");
    aip_prepared out{};
    out.struct_size = sizeof out;
    const aip_rc rc =
        provider.prepare(plugin_.instance(), request.call().env(), account.table(), &request.canonical(), &out);
    if (rc != AIP_OK) return "refused";
    std::string text = std::string(sdk::view(out.method)) + " " + std::string(sdk::view(out.path)) + "\n";
    for (const aip_field& header : sdk::span(out.headers)) {
      text.append(sdk::view(header.name)).append(": ").append(sdk::view(header.value));
      text += (header.flags & AIP_FIELD_SECRET) != 0 ? " (secret)\n" : "\n";
    }
    return text;
  }
};

TEST_F(ProviderTest, NoKeyIsNeeded) {
  const kit::Account account(kit::AccountText{});
  EXPECT_EQ(prepared(account, AIP_OP_GENERATE),
            "POST /api/chat\naccept: application/json\ncontent-type: application/json\n");
  EXPECT_EQ(prepared(account, AIP_OP_LIST_MODELS), "GET /api/tags\naccept: application/json\n");
  EXPECT_EQ(sdk::view(plugin_.provider("ollama-custom").default_base_url), "http://127.0.0.1:11434");
}

TEST_F(ProviderTest, AKeyGoesAsBearer) {
  const kit::Account account({.credential = {{"api_key", "k"}}});
  EXPECT_EQ(prepared(account, AIP_OP_GENERATE, AIP_REQUEST_STREAM),
            "POST /api/chat\nauthorization: Bearer k (secret)\naccept: application/x-ndjson\n"
            "content-type: application/json\n");
}

TEST_F(ProviderTest, TheClientsOwnShapeIsKeptWhereItsBytesPass) {
  const kit::Account account(kit::AccountText{});
  const auto path = [&](aip_enum operation, std::uint32_t flags, std::string from) {
    const std::string text = prepared(account, operation, flags, std::move(from), "ollama.chat");
    return text.substr(0, text.find('\n'));
  };
  EXPECT_EQ(path(AIP_OP_GENERATE, AIP_REQUEST_PASS, "/ollama/api/generate"), "POST /api/generate");
  EXPECT_EQ(path(AIP_OP_GENERATE, AIP_REQUEST_PASS, "/ollama/api/chat"), "POST /api/chat");
  EXPECT_EQ(path(AIP_OP_GENERATE, 0, "/ollama/api/generate"), "POST /api/chat");
  EXPECT_EQ(path(AIP_OP_EMBED, AIP_REQUEST_PASS, "/api/embeddings"), "POST /api/embeddings");
  EXPECT_EQ(path(AIP_OP_EMBED, AIP_REQUEST_PASS, "/api/embed"), "POST /api/embed");
  EXPECT_EQ(path(AIP_OP_SHOW_MODEL, AIP_REQUEST_PASS, "/api/show"), "POST /api/show");
  EXPECT_EQ(path(AIP_OP_LIST_RUNNING, 0, "/api/ps"), "GET /api/ps");
  EXPECT_EQ(path(AIP_OP_COUNT_TOKENS, 0, "/"), "refused");
}

TEST_F(ProviderTest, AccountsThatCannotWorkAreRefused) {
  const auto fault = [&](const kit::AccountText& text) {
    kit::Request request(host_);
    const kit::Account account(text);
    const aip_provider& provider = plugin_.provider("ollama-custom");
    const aip_rc rc = provider.check_account(plugin_.instance(), request.call().env(), account.table());
    return rc == AIP_OK ? std::string() : request.call().fault()->param;
  };
  EXPECT_EQ(fault({.base_url = "http://127.0.0.1:11434"}), "");
  EXPECT_EQ(fault({.base_url = "http://127.0.0.1:11434/api"}), "base_url");
  EXPECT_EQ(fault({.base_url = "http://127.0.0.1:11434/v1"}), "base_url");
  EXPECT_EQ(fault({.base_url = "http://x", .protocol = "openai.chat"}), "protocol");
}

}  // namespace
}  // namespace aipool::ollama
