// SPDX-License-Identifier: MIT
#include "hostile_test.h"

namespace aipool::test {
namespace {

constexpr int kRounds = 2000;

}  // namespace

std::string HostileTest::damaged(std::string_view example) {
  constexpr std::string_view kBytes = "{}[]\",:\\nul0-1e.\x80\xff t\n";
  std::string text(example);
  const std::size_t hits = 1 + random_() % 3;
  for (std::size_t i = 0; i < hits && !text.empty(); ++i) {
    const std::size_t at = random_() % text.size();
    switch (random_() % 4) {
      case 0:
        text[at] = kBytes[random_() % kBytes.size()];
        break;
      case 1:
        text.erase(at, 1 + random_() % 20);
        break;
      case 2:
        text.insert(at, 1, kBytes[random_() % kBytes.size()]);
        break;
      default:
        text.insert(at, text.substr(random_() % text.size(), random_() % 40));
    }
  }
  return text;
}

void HostileTest::expect_clean_requests(std::string_view example) {
  for (int round = 0; round < kRounds; ++round) {
    kit::Request made(host_, {.body = damaged(example)});
    made.canonical().operation = AIP_OP_GENERATE;
    const aip_rc inspected = driver_.inspect(made);
    ASSERT_TRUE(inspected == AIP_OK || inspected == AIP_E_INVALID_REQUEST) << inspected << made.body();
    if (inspected != AIP_OK) continue;
    const aip_rc decoded = driver_.decode_request(made);
    ASSERT_TRUE(decoded == AIP_OK || decoded == AIP_E_INVALID_REQUEST) << decoded << made.body();
    made.canonical().upstream_model = sdk::bytes("other");
    std::string body;
    if (decoded == AIP_OK) {
      ASSERT_EQ(driver_.encode_request(made, body), AIP_OK) << made.body();
    }
    made.canonical().flags |= AIP_REQUEST_PASS;
    ASSERT_EQ(driver_.encode_request(made, body), AIP_OK) << made.body();
    kit::Request spliced(host_, {.body = body});
    spliced.canonical().operation = AIP_OP_GENERATE;
    ASSERT_EQ(driver_.inspect(spliced), AIP_OK) << body;
    const bool in_body = made.canonical().client_model.len != 0;  // else the path names the model
    EXPECT_EQ(sdk::view(spliced.canonical().client_model), in_body ? "other" : "");
  }
}

void HostileTest::expect_clean_answers(std::string_view example, const Asks& asking) {
  const auto asked = asking();
  const auto passing_on = passing(asking());
  for (int round = 0; round < kRounds; ++round) {
    kit::Reply reply = stream("");
    reply.body = damaged(example);
    const kit::Decoded seen = driver_.decode(*asked, reply);
    ASSERT_TRUE(seen.rc == AIP_OK || seen.rc == AIP_E_UPSTREAM_PROTOCOL) << seen.rc << reply.body;
    ASSERT_FALSE(seen.seen.fold.ended() && seen.seen.fold.failed()) << reply.body;
    const kit::Decoded passed = driver_.decode(*passing_on, reply);
    ASSERT_EQ(passed.rc, seen.rc) << reply.body;
    ASSERT_EQ(verdict(passed.seen.events), verdict(seen.seen.events)) << reply.body;
    const kit::Encoded encoded = driver_.encode(*asked, kit::Replay(seen.seen.events));
    ASSERT_EQ(encoded.rc, AIP_OK) << reply.body;
    const kit::Decoded again =
        driver_.decode(*asked, {.headers = {{"content-type", encoded.content_type}}, .body = encoded.body});
    ASSERT_EQ(again.rc, AIP_OK) << encoded.body;
  }
}

void HostileTest::expect_clean_errors(std::string_view example) {
  for (int round = 0; round < kRounds; ++round) {
    kit::Request made(host_);
    const kit::Reply reply = document(damaged(example), 400);
    const sdk::Fault fault = driver_.decode_error(made, reply);
    ASSERT_FALSE(fault.message.empty()) << reply.body;
    const std::string body = driver_.encode_error(made, sdk::error_of(fault)).body;
    json::Document document;
    ASSERT_EQ(document.parse(body), json::Error::kNone) << body;
  }
}

}  // namespace aipool::test
