// SPDX-License-Identifier: MIT
#include "aipool/kit/account.hpp"
#include "generate_test.h"

namespace aipool::gemini {
namespace {

class ProviderTest : public GenerateTest {
 protected:
  // "POST /path?query", the flags where there are any, and the headers.
  std::string prepared(kit::Request& request, const kit::Account& account) {
    aip_prepared out{};
    out.struct_size = sizeof out;
    const aip_rc rc =
        plugin_.provider("gemini-custom")
            .prepare(plugin_.instance(), request.call().env(), account.table(), &request.canonical(), &out);
    if (rc != AIP_OK) return "refused";
    std::string text = std::string(sdk::view(out.method)) + " " + std::string(sdk::view(out.path));
    if (out.query.len != 0) text.append("?").append(sdk::view(out.query));
    if (out.flags != 0) text += " no pass";
    for (const aip_field& header : sdk::span(out.headers)) {
      text.append("\n").append(sdk::view(header.name)).append(": ").append(sdk::view(header.value));
    }
    return text;
  }
};

TEST_F(ProviderTest, TheKeyGoesInAHeaderAndTheModelInThePath) {
  const kit::Account account({.credential = {{"api_key", "k"}}});
  const auto made = asks(":streamGenerateContent?alt=sse", std::string(kAsk), "gemini-2.5-pro");
  EXPECT_EQ(prepared(*made, account),
            "POST /v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse\nx-goog-api-key: k\n"
            "accept: text/event-stream\ncontent-type: application/json");
}

TEST_F(ProviderTest, AnotherFormOfStreamIsConverted) {
  const kit::Account account({.options = {{"version", "v1"}, {"auth", "bearer"}}, .credential = {{"api_key", "k"}}});
  EXPECT_EQ(prepared(*streaming(""), account),
            "POST /v1/models/m:streamGenerateContent?alt=sse no pass\nauthorization: Bearer k\n"
            "accept: text/event-stream\ncontent-type: application/json");
}

}  // namespace
}  // namespace aipool::gemini
