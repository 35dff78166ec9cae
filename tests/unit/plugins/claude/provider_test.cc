// SPDX-License-Identifier: MIT
#include "aipool/kit/account.hpp"
#include "messages_test.h"

namespace aipool::claude {
namespace {

class ProviderTest : public MessagesTest {
 protected:
  // "POST /path" and the headers, one a line.
  std::string prepared(const kit::Account& account, aip_enum operation, std::uint32_t flags = 0,
                       std::string_view client = "openai.chat") {
    kit::Request request(host_, kit::RequestText{.headers = {{"anthropic-beta", "b1,b2"}, {"anthropic-version", "2024-01-01"}}});
    request.canonical().operation = operation;
    request.canonical().flags = flags;
    request.canonical().client_protocol = host_.intern(client);
    const aip_provider& provider = plugin_.provider("claude-custom");
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

TEST_F(ProviderTest, AKeyAndAVersionGoWithEachRequest) {
  const kit::Account account({.credential = {{"api_key", "k"}}});
  EXPECT_EQ(prepared(account, AIP_OP_GENERATE),
            "POST /v1/messages\nx-api-key: k (secret)\nanthropic-version: 2023-06-01\naccept: application/json\n"
            "content-type: application/json\n");
  EXPECT_EQ(prepared(account, AIP_OP_COUNT_TOKENS).substr(0, 31), "POST /v1/messages/count_tokens\n");
  EXPECT_EQ(prepared(account, AIP_OP_LIST_MODELS),
            "GET /v1/models\nx-api-key: k (secret)\nanthropic-version: 2023-06-01\naccept: application/json\n");
  EXPECT_EQ(prepared(account, AIP_OP_EMBED), "refused");
}

TEST_F(ProviderTest, OptionsOfTheAccount) {
  const kit::Account account(
      {.options = {{"auth", "bearer"}, {"version", "2025-01-01"}, {"beta", "x"}}, .credential = {{"api_key", "k"}}});
  EXPECT_EQ(prepared(account, AIP_OP_GENERATE, AIP_REQUEST_STREAM),
            "POST /v1/messages\nauthorization: Bearer k (secret)\nanthropic-version: 2025-01-01\nanthropic-beta: x\n"
            "accept: text/event-stream\ncontent-type: application/json\n");
}

TEST_F(ProviderTest, AccountsThatCannotWorkAreRefused) {
  const auto fault = [&](const kit::AccountText& text) {
    kit::Request request(host_);
    const kit::Account account(text);
    const aip_provider& provider = plugin_.provider("claude-custom");
    const aip_rc rc = provider.check_account(plugin_.instance(), request.call().env(), account.table());
    return rc == AIP_OK ? std::string() : request.call().fault()->param;
  };
  EXPECT_EQ(fault({.base_url = "https://x"}), "");
  EXPECT_EQ(fault({.base_url = "https://x", .options = {{"auth", "bearer"}}}), "");
  EXPECT_EQ(fault({.base_url = "https://x", .options = {{"auth", "basic"}}}), "auth");
  EXPECT_EQ(fault({.base_url = "https://x", .options = {{"thoughts", "some"}}}), "thoughts");
  EXPECT_EQ(fault({.base_url = "https://x/v1"}), "base_url");
  EXPECT_EQ(fault({.base_url = "https://x", .protocol = "openai.chat"}), "protocol");
}

TEST_F(ProviderTest, UnsignedThoughtsPassOnlyWhereTheAccountSaysSo) {
  const auto passes = [&](kit::Settings options, std::uint32_t flags) {
    kit::Request request(host_);
    request.canonical().operation = AIP_OP_GENERATE;
    request.canonical().flags = flags;
    const kit::Account account({.options = std::move(options)});
    const aip_provider& provider = plugin_.provider("claude-custom");
    aip_prepared out{};
    out.struct_size = sizeof out;
    EXPECT_EQ(provider.prepare(plugin_.instance(), request.call().env(), account.table(), &request.canonical(), &out), AIP_OK);
    return (out.flags & AIP_PREPARED_NO_PASS) == 0;
  };
  EXPECT_TRUE(passes({}, 0));
  EXPECT_FALSE(passes({}, AIP_REQUEST_UNSIGNED));
  EXPECT_TRUE(passes({{"thoughts", "any"}}, AIP_REQUEST_UNSIGNED));
}

TEST_F(ProviderTest, AClientOfThisProtocolSaysWhichVersionAndBetasItMeans) {
  const kit::Account account({.options = {{"beta", "x"}}, .credential = {{"api_key", "k"}}});
  EXPECT_NE(prepared(account, AIP_OP_GENERATE, 0, "claude.messages").find(
                "anthropic-version: 2024-01-01\nanthropic-beta: b1,b2\n"),
            std::string::npos);
}

}  // namespace
}  // namespace aipool::claude
