// SPDX-License-Identifier: MIT
#include "core/gateway/response_store.h"

#include <gtest/gtest.h>

namespace aipool::gateway {
namespace {

ResponseStore::Shared response(std::string body) {
  auto made = std::make_shared<StoredResponse>();
  made->body = std::move(body);
  return made;
}

TEST(ResponseStore, FindsForTheSameClientOnly) {
  ResponseStore store;
  store.put("a", "resp_1", response("one"));
  ASSERT_TRUE(store.find("a", "resp_1"));
  EXPECT_EQ(store.find("a", "resp_1")->body, "one");
  EXPECT_FALSE(store.find("b", "resp_1"));
  EXPECT_FALSE(store.find("ar", "esp_1"));
  store.erase("b", "resp_1");
  EXPECT_TRUE(store.find("a", "resp_1"));
  store.erase("a", "resp_1");
  EXPECT_FALSE(store.find("a", "resp_1"));
}

TEST(ResponseStore, ItemsAreFoundAsLongAsTheirResponseIsThere) {
  ResponseStore store;
  auto made = std::make_shared<StoredResponse>();
  made->body = R"([{"id":"msg_1"}])";
  made->items.push_back({"msg_1", 1, 14});
  store.put("a", "resp_1", std::move(made));
  EXPECT_EQ(store.find_item("a", "msg_1").text, R"({"id":"msg_1"})");
  EXPECT_FALSE(store.find_item("b", "msg_1").response);
  EXPECT_FALSE(store.find_item("a", "msg_2").response);
  store.erase("a", "resp_1");
  EXPECT_FALSE(store.find_item("a", "msg_1").response);
}

TEST(ResponseStore, BytesOfBodyAndMessagesCount) {
  ResponseStore store({.entries = 100, .bytes = 8192, .age = std::chrono::hours(1)});
  for (int i = 0; i < 10; ++i) store.put("a", std::to_string(i), response(std::string(2000, 'x')));
  EXPECT_FALSE(store.find("a", "0"));
  EXPECT_TRUE(store.find("a", "9"));

  auto made = std::make_shared<StoredResponse>();
  const std::string prompt(9000, 'x');
  aip_message message{};
  message.struct_size = sizeof message;
  message.name = sdk::bytes(prompt);
  made->input.push_back(made->memory.keep(message));
  store.put("a", "large", made);
  EXPECT_FALSE(store.find("a", "large"));
}

}  // namespace
}  // namespace aipool::gateway
