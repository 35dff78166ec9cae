// SPDX-License-Identifier: MIT
#include "responses_test.h"

namespace aipool::openai::responses {
namespace {

class InspectTest : public ResponsesTest {
 protected:
  std::string fault(std::string body, aip_enum operation = AIP_OP_GENERATE) {
    kit::Request made(host_, {.body = std::move(body)});
    made.canonical().operation = operation;
    if (driver_.inspect(made) == AIP_OK) return "";
    return made.call().fault()->param + ": " + made.call().fault()->message;
  }
};

TEST_F(InspectTest, FillsTheEnvelope) {
  const auto made = request(R"({"model":"m","input":"x","stream":true,"previous_response_id":"resp_1"})");
  EXPECT_EQ(sdk::view(made->canonical().previous_id), "resp_1");
  EXPECT_EQ(made->canonical().flags, AIP_REQUEST_STREAM | AIP_REQUEST_USAGE | AIP_REQUEST_STORE);
  const auto forgotten = request(R"({"model":"m","input":"x","store":false})");
  EXPECT_EQ(forgotten->canonical().flags & AIP_REQUEST_STORE, 0U);
  EXPECT_EQ(forgotten->canonical().present, AIP_HAS_STORE);
}

TEST_F(InspectTest, FaultsNameTheField) {
  EXPECT_EQ(fault(R"({"model":"m"})"), "input: 'input' is required.");
  EXPECT_EQ(fault(R"({"input":"x"})"), "model: 'model' is required.");
  EXPECT_EQ(fault(R"({"model":"m","input":5})"), "input: 'input' must be a string or an array of items.");
  EXPECT_EQ(fault(R"({"model":"m","input":[]})"), "input: 'input' must not be empty.");
  EXPECT_EQ(fault(R"({"model":"m","input":[1]})"), "input[0]: 'input[0]' must be an object.");
  EXPECT_EQ(fault(R"({"model":"m","input":[{"type":"message","content":"x"}]})"),
            "input[0].role: 'input[0].role' is required.");
  EXPECT_EQ(fault(R"({"model":"m","input":[{}]})"), "input[0].type: 'input[0].type' is required.");
  EXPECT_EQ(fault(R"({"model":"m","input":"x","stream":1})"), "stream: 'stream' must be a boolean.");
  EXPECT_EQ(fault(R"({"model":"m","input":"x","input":"y"})"), "input: 'input' is there twice.");
  EXPECT_EQ(fault(R"({"model":"m","previous_response_id":"r"})"), "");
  EXPECT_EQ(fault(R"({"model":"m","input":[]})", AIP_OP_COUNT_TOKENS), "input: 'input' must not be empty.");
}

TEST_F(InspectTest, ReferencesToStoredItemsAreSeen) {
  for (const char* body : {R"({"model":"m","input":[{"type":"item_reference","id":"a"}]})",
                           R"({"model":"m","input":[{"role":"user","content":"x"},{"id":"a"}]})"}) {
    EXPECT_NE(request(std::string(body))->canonical().flags & AIP_REQUEST_REFERS, 0U) << body;
  }
  const auto whole = request(R"({"model":"m","input":[{"type":"message","role":"user","content":"x","id":"a"}]})");
  EXPECT_EQ(whole->canonical().flags & AIP_REQUEST_REFERS, 0U);
}

TEST_F(InspectTest, QueriesThatMakeNoSenseAreRefused) {
  const auto rc = [&](aip_enum operation, std::string query) {
    kit::Request made(host_, {.method = "GET", .query = std::move(query), .params = {{"id", "resp_1"}}});
    made.canonical().operation = operation;
    return driver_.inspect(made);
  };
  for (const char* query : {"limit=0", "limit=101", "limit=x", "limit=", "order=up"}) {
    EXPECT_EQ(rc(AIP_OP_LIST_INPUT_ITEMS, query), AIP_E_INVALID_REQUEST) << query;
  }
  EXPECT_EQ(rc(AIP_OP_LIST_INPUT_ITEMS, "limit=100&order=asc&after=a&include[]=x"), AIP_OK);
  EXPECT_EQ(rc(AIP_OP_GET_RESPONSE, "stream=true&starting_after=-1"), AIP_E_INVALID_REQUEST);
  EXPECT_EQ(rc(AIP_OP_GET_RESPONSE, "stream=true&starting_after=7"), AIP_OK);
}

TEST_F(InspectTest, TakesTheIdOutOfThePath) {
  for (const aip_enum operation :
       {AIP_OP_GET_RESPONSE, AIP_OP_DELETE_RESPONSE, AIP_OP_LIST_INPUT_ITEMS, AIP_OP_CANCEL_RESPONSE}) {
    kit::Request made(host_, {.method = "GET", .params = {{"id", "resp%5F1"}}});
    made.canonical().operation = operation;
    ASSERT_EQ(driver_.inspect(made), AIP_OK);
    EXPECT_EQ(sdk::view(made.canonical().item_id), "resp_1");
    kit::Request nameless(host_, {.method = "GET", .params = {{"id", "a%0Ab"}}});
    nameless.canonical().operation = operation;
    EXPECT_EQ(driver_.inspect(nameless), AIP_E_NOT_FOUND);
  }
}

}  // namespace
}  // namespace aipool::openai::responses
