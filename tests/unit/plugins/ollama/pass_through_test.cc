// SPDX-License-Identifier: MIT
#include "ollama_test.h"

namespace aipool::ollama {
namespace {

class PassThroughTest : public OllamaTest {
 protected:
  std::string spliced(std::unique_ptr<kit::Request> made, std::string_view model) {
    made->canonical().flags |= AIP_REQUEST_PASS;
    made->canonical().upstream_model = sdk::bytes(model);
    return encoded(*made);
  }
};

TEST_F(PassThroughTest, OnlyTheModelIsReplaced) {
  constexpr std::string_view kBody = R"({ "model" : "m", "messages":[], "keep_alive": -1 })";
  EXPECT_EQ(spliced(request(std::string(kBody)), "m"), kBody);
  EXPECT_EQ(spliced(request(std::string(kBody)), "other"), R"({ "model" : "other", "messages":[], "keep_alive": -1 })");
  EXPECT_EQ(spliced(request(R"({"name":"m"})", AIP_OP_SHOW_MODEL), "other"), R"({"name":"other"})");
  EXPECT_EQ(spliced(request(R"({"name":"m","model":""})", AIP_OP_SHOW_MODEL), "other"),
            R"({"name":"other","model":""})");
}

TEST_F(PassThroughTest, TheLastLineWaitsForTheEndOfTheTransfer) {
  constexpr std::string_view kBody =
      "{\"model\":\"g\",\"message\":{\"content\":\"a\"},\"done\":false}\n"
      "{\"model\":\"g\",\"message\":{\"content\":\"\"},\"done\":true,\"eval_count\":1}\n";
  const auto made = passing(asks(true));
  const kit::Decoded seen = driver_.decode(*made, lines(kBody));
  EXPECT_EQ(seen.passed, kBody);
  EXPECT_EQ(seen.seen.bytes, kBody.substr(kBody.find('\n') + 1));
  EXPECT_EQ(verdict(seen.seen.events), "USAGE usage=0/1/0 cached=0 reasoning=0\nEND\n");
}

TEST_F(PassThroughTest, NothingOvertakesTheLastLine) {
  constexpr std::string_view kBody =
      "{\"model\":\"g\",\"message\":{\"content\":\"a\"},\"done\":true}\n"
      "{\"model\":\"g\",\"after\":1}\n";
  EXPECT_EQ(driver_.decode(*passing(asks(true)), lines(kBody)).passed, kBody);
}

TEST_F(PassThroughTest, AModelThatWasLoadedIsAnAnswer) {
  constexpr std::string_view kBody = R"({"model":"g","message":{"content":""},"done_reason":"load","done":true})";
  const kit::Decoded seen = driver_.decode(*passing(asks(false)), document(std::string(kBody)));
  EXPECT_EQ(seen.passed, kBody);
  EXPECT_EQ(seen.seen.events.size(), 2U);
}

}  // namespace
}  // namespace aipool::ollama
