// SPDX-License-Identifier: MIT
#include <algorithm>
#include <set>

#include "event_grammar.h"
#include "responses_test.h"

namespace aipool::openai::responses {
namespace {

namespace ev = sdk::events;

class ListsTest : public ResponsesTest {
 protected:
  std::unique_ptr<kit::Request> stored(aip_enum operation) {
    auto made = std::make_unique<kit::Request>(host_, kit::RequestText{.method = "GET", .params = {{"id", "resp_1"}}});
    made->canonical().operation = operation;
    EXPECT_EQ(driver_.inspect(*made), AIP_OK);
    return made;
  }
  // The items of `input`, as a client gets them that asks with `query`.
  std::string listed(std::string_view input, std::string query, const char* id = "resp_1") {
    const auto asked = decoded(R"({"model":"m","input":)" + std::string(input) + "}");
    kit::Request listing(host_, {.method = "GET", .query = std::move(query), .params = {{"id", id}}});
    listing.canonical().operation = AIP_OP_LIST_INPUT_ITEMS;
    EXPECT_EQ(driver_.inspect(listing), AIP_OK);
    listing.canonical().messages = asked->canonical().messages;
    listing.canonical().message_count = asked->canonical().message_count;
    listing.canonical().message_stride = asked->canonical().message_stride;
    return driver_.encode(listing, kit::Replay({ev::end()})).body;
  }
  static std::vector<std::string> ids_of(std::string_view body) {
    json::Document document;
    EXPECT_EQ(document.parse(body), json::Error::kNone) << body;
    std::vector<std::string> ids;
    for (const json::Value item : document.root().find("data").elements()) ids.push_back(item.find("id").string());
    return ids;
  }
  std::string again(kit::Request& request, std::string body) {
    const kit::Decoded seen = driver_.decode(request, document(std::move(body)));
    EXPECT_EQ(seen.rc, AIP_OK);
    EXPECT_TRUE(seen.seen.fold.ended());
    return driver_.encode(request, kit::Replay(seen.seen.events)).body;
  }
};

TEST_F(ListsTest, CountsComeBack) {
  constexpr std::string_view kBody = R"({"object":"response.input_tokens","input_tokens":12})";
  EXPECT_EQ(again(*request(std::string(kAsk), AIP_OP_COUNT_TOKENS), std::string(kBody)), kBody);
}

TEST_F(ListsTest, DeletionsAreSaidByTheIdOfThePath) {
  constexpr std::string_view kDeleted = R"({"id":"resp_1","object":"response","deleted":true})";
  EXPECT_EQ(driver_.encode(*stored(AIP_OP_DELETE_RESPONSE), kit::Replay({ev::end()})).body, kDeleted);
  EXPECT_EQ(again(*stored(AIP_OP_DELETE_RESPONSE), std::string(kDeleted)), kDeleted);
}

TEST_F(ListsTest, ItemsOfTheTreeAreListedWithIds) {
  const std::string body = listed(R"([{"role":"user","content":"x"},{"type":"function_call","call_id":"c",
      "name":"f","arguments":"{}","id":"fc_1"}])", "order=asc");
  EXPECT_NE(body.find(R"("role":"user","content":[{"type":"input_text","text":"x"}],"id":"msg_)"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("last_id":"fc_1","has_more":false)"), std::string::npos) << body;
}

TEST_F(ListsTest, EveryListedItemHasAnIdOfItsOwnThatStays) {
  constexpr std::string_view kInput = R"([{"role":"assistant","content":"a"},{"type":"function_call","call_id":"c","name":"f",
      "arguments":"{}"},{"type":"function_call","call_id":"d","name":"f","arguments":"{}"},{"role":"assistant","content":"b"},
      {"type":"function_call_output","call_id":"c","output":"1"},{"type":"function_call_output","call_id":"d","output":"2"},
      {"role":"user","content":"x"},{"role":"user","content":"x"}])";
  const std::vector<std::string> ids = ids_of(listed(kInput, "order=asc"));
  EXPECT_EQ(ids.size(), 8U);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size());
  EXPECT_EQ(std::count(ids.begin(), ids.end(), ""), 0);
  EXPECT_EQ(ids_of(listed(kInput, "order=asc")), ids);
  EXPECT_NE(ids_of(listed(kInput, "order=asc", "resp_2"))[0], ids[0]);  // of another response
}

TEST_F(ListsTest, ItemsAreListedPageByPage) {
  std::string input = "[";
  for (int i = 0; i < 30; ++i) {
    input += (i == 0 ? "" : ",") + std::string(R"({"type":"message","role":"user","content":"x","id":"m)") + std::to_string(i) + "\"}";
  }
  input += "]";
  const std::string newest = listed(input, "");
  EXPECT_EQ(ids_of(newest).size(), 20U);
  EXPECT_NE(newest.find(R"("first_id":"m29","last_id":"m10","has_more":true)"), std::string::npos) << newest;
  const std::string rest = listed(input, "after=m10&limit=100");
  EXPECT_NE(rest.find(R"("first_id":"m9","last_id":"m0","has_more":false)"), std::string::npos) << rest;
  EXPECT_EQ(ids_of(listed(input, "limit=2&order=asc&after=m3")), (std::vector<std::string>{"m4", "m5"}));
  EXPECT_EQ(ids_of(listed(input, "order=asc&after=m29")).size(), 0U);
  kit::Request unknown(host_, {.method = "GET", .query = "after=nobody", .params = {{"id", "resp_1"}}});
  unknown.canonical().operation = AIP_OP_LIST_INPUT_ITEMS;
  EXPECT_EQ(driver_.encode(unknown, kit::Replay({ev::end()})).rc, AIP_E_INVALID_REQUEST);
}

TEST_F(ListsTest, AResponseThatIsWholeIsStreamedAgain) {
  constexpr std::string_view kBody = R"({"id":"resp_1","object":"response","created_at":5,"status":"completed","error":null,
      "model":"g","output":[{"type":"reasoning","id":"rs","summary":[{"type":"summary_text","text":"t"}]},{"type":"message",
      "id":"msg","status":"completed","role":"assistant","content":[{"type":"output_text","text":"a\u00e9","annotations":[{"q":1}],
      "logprobs":[]}]},{"type":"function_call","id":"fc","call_id":"c","name":"f","arguments":"{}"},{"type":"web_search_call",
      "id":"ws"}],"usage":{"input_tokens":3},"temperature":0.5})";
  const auto replayed = [&](std::string query) {
    kit::Request asked(host_, {.method = "GET", .query = std::move(query), .params = {{"id", "resp_1"}}});
    asked.canonical().operation = AIP_OP_GET_RESPONSE;
    EXPECT_EQ(driver_.inspect(asked), AIP_OK);
    aip_event whole = ev::make(AIP_EVENT_OPAQUE);
    whole.origin = own_;
    whole.json = sdk::bytes(kBody);
    return driver_.encode(asked, kit::Replay({whole, ev::end()})).body;
  };
  const std::string all = replayed("stream=true");
  EXPECT_EQ(grammar_fault(all), "") << all;
  EXPECT_NE(all.find(R"("status":"in_progress","error":null,)"), std::string::npos) << all;
  EXPECT_NE(all.find("\"delta\":\"a\u00e9\""), std::string::npos) << all;
  EXPECT_EQ(all.find("\"usage\""), all.rfind("\"usage\"")) << all;  // it begins without
  EXPECT_NE(all.find(R"("annotation_index":0,"annotation":{"q":1})"), std::string::npos) << all;
  const std::size_t last = all.rfind("data: ");
  json::Document document;
  ASSERT_EQ(document.parse(std::string_view(all).substr(last + 6)), json::Error::kNone);
  EXPECT_TRUE(same_json(document.root().find("response").raw(), kBody));
  const std::string rest = replayed("stream=true&starting_after=3");
  EXPECT_EQ(rest, all.substr(all.find("event: ", all.find("\"sequence_number\":3}"))));
  EXPECT_EQ(replayed("stream=true&starting_after=999"), all.substr(all.rfind("event: ")));  // who asks hears of the end
}

TEST_F(ListsTest, AFailedResponseThatIsGotAgainIsAnAnswer) {
  constexpr std::string_view kFailed =
      R"({"id":"resp_1","status":"failed","model":"g","output":[],"error":{"code":"server_error","message":"m"}})";
  for (const aip_enum operation : {AIP_OP_GET_RESPONSE, AIP_OP_CANCEL_RESPONSE}) {
    const kit::Decoded seen = driver_.decode(*passing(stored(operation)), document(std::string(kFailed)));
    EXPECT_EQ(seen.rc, AIP_OK);
    EXPECT_TRUE(seen.seen.fold.ended());
    EXPECT_FALSE(seen.seen.fold.failed());
  }
  const std::string body = again(*stored(AIP_OP_GET_RESPONSE), std::string(kFailed));
  EXPECT_NE(body.find(R"("status":"failed")"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("error":{"code":"server_error","message":"m"})"), std::string::npos) << body;
  EXPECT_EQ(body.find(R"("error":null)"), std::string::npos) << body;
  kit::Request asked(host_, {.method = "GET", .query = "stream=true", .params = {{"id", "resp_1"}}});
  asked.canonical().operation = AIP_OP_GET_RESPONSE;
  ASSERT_EQ(driver_.inspect(asked), AIP_OK);
  const std::string events = again(asked, std::string(kFailed));  // of a host that does not stream it
  EXPECT_EQ(grammar_fault(events), "") << events;
  EXPECT_NE(events.find("event: response.failed"), std::string::npos) << events;
}

TEST_F(ListsTest, ItemsOfAnUpstreamComeBack) {
  constexpr std::string_view kBody =
      R"({"object":"list","data":[{"id":"a","type":"x"},{"id":"b"}],"first_id":"a","last_id":"b","has_more":false})";
  EXPECT_EQ(again(*stored(AIP_OP_LIST_INPUT_ITEMS), std::string(kBody)), kBody);
}

TEST_F(ListsTest, AStoredResponseIsAResponse) {
  const std::string body = again(*stored(AIP_OP_GET_RESPONSE), R"({"id":"resp_1","status":"completed","model":"g","output":[
      {"type":"message","id":"msg","content":[{"type":"output_text","text":"a"}]}]})");
  EXPECT_NE(body.find(R"("id":"resp_1","object":"response")"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("text":"a")"), std::string::npos) << body;
}

TEST_F(ListsTest, CompactionsHaveAnObjectOfTheirOwn) {
  const std::string body =
      again(*request(std::string(kAsk), AIP_OP_COMPACT), R"({"id":"resp_1","object":"response.compaction","created_at":5,
      "output":[{"type":"compaction","id":"cmp","encrypted_content":"x"}],"usage":{"input_tokens":3}})");
  EXPECT_TRUE(same_json(body, R"({"id":"resp_1","object":"response.compaction","created_at":5,"output":[{"type":
      "compaction","id":"cmp","encrypted_content":"x"}],"usage":{"input_tokens":3}})"));
}

TEST_F(ListsTest, ModelsAndEmbeddingsAreThoseOfChat) {
  kit::Request models(host_);
  models.canonical().operation = AIP_OP_LIST_MODELS;
  const kit::Decoded seen = driver_.decode(models, document(R"({"data":[{"id":"a","created":3,"owned_by":"o"}]})"));
  ASSERT_EQ(seen.seen.events.size(), 2U);
  EXPECT_EQ(seen.seen.events[0].origin, host_.intern("openai.chat"));
}

}  // namespace
}  // namespace aipool::openai::responses
