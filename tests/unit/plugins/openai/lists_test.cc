// SPDX-License-Identifier: MIT
#include "chat_test.h"

namespace aipool::openai {
namespace {

namespace ev = sdk::events;

class ListsTest : public ChatTest {
 protected:
  std::unique_ptr<kit::Request> models(aip_enum operation = AIP_OP_LIST_MODELS) {
    auto made = std::make_unique<kit::Request>(host_, kit::RequestText{.method = "GET", .params = {{"model", "a/b"}}});
    made->canonical().operation = operation;
    EXPECT_EQ(driver_.inspect(*made), AIP_OK);
    return made;
  }
  std::unique_ptr<kit::Request> embed(std::string_view members = "") {
    return decoded(R"({"model":"m","input":["a","b"])" + std::string(members) + "}", AIP_OP_EMBED);
  }
  // Through the decoder and back.
  std::string again(kit::Request& request, std::string body) {
    const kit::Decoded seen = driver_.decode(request, document(std::move(body)));
    EXPECT_EQ(seen.rc, AIP_OK);
    EXPECT_TRUE(seen.seen.fold.ended());
    return driver_.encode(request, kit::Replay(seen.seen.events)).body;
  }
};

TEST_F(ListsTest, ModelsComeBackWithWhatHostsAdd) {
  const std::string body =
      R"({"object":"list","data":[{"id":"a/b","object":"model","created":3,"owned_by":"o","context_length":5}]})";
  EXPECT_EQ(again(*models(), body), body);
  EXPECT_EQ(again(*models(AIP_OP_GET_MODEL), R"({"id":"a/b","created":3,"owned_by":"o"})"),
            R"({"id":"a/b","object":"model","created":3,"owned_by":"o"})");
}

TEST_F(ListsTest, BareListsAndModelsWithoutDetails) {
  EXPECT_EQ(again(*models(), R"([{"id":"x"},{"noid":1},5])"),
            R"({"object":"list","data":[{"id":"x","object":"model","created":0,"owned_by":"aipool"}]})");
}

TEST_F(ListsTest, BodiesOfAnotherShapeAreTheUpstreamsFault) {
  for (const char* body : {"{}", "nope", R"({"data":{}})"}) {
    EXPECT_EQ(driver_.decode(*models(), document(body)).rc, AIP_E_UPSTREAM_PROTOCOL) << body;
    EXPECT_EQ(driver_.decode(*embed(), document(body)).rc, AIP_E_UPSTREAM_PROTOCOL) << body;
  }
  const kit::Decoded failed = driver_.decode(*models(), document(R"({"error":{"message":"m"}})"));
  EXPECT_TRUE(failed.seen.fold.failed());
  EXPECT_FALSE(failed.seen.fold.ended());
}

TEST_F(ListsTest, AModelThatDidNotComeIsNotFound) {
  const auto request = models(AIP_OP_GET_MODEL);
  EXPECT_EQ(driver_.encode(*request, kit::Replay({ev::end()})).rc, AIP_E_NOT_FOUND);
  EXPECT_EQ(request->call().fault()->code, "model_not_found");
}

TEST_F(ListsTest, EmbeddingsComeBackInTheirForm) {
  const std::string floats =
      R"({"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-1e-3]},{"object":"embedding","index":1,"embedding":[]}],"model":"m","usage":{"prompt_tokens":2,"total_tokens":2}})";
  EXPECT_EQ(again(*embed(), floats), floats);
  const std::string base64 =
      R"({"object":"list","data":[{"object":"embedding","index":0,"embedding":"AAAAPwAAgL8="}],"model":"m","usage":{"prompt_tokens":2,"total_tokens":2}})";
  EXPECT_EQ(again(*embed(R"(,"encoding_format":"base64")"), base64), base64);
}

TEST_F(ListsTest, EmbeddingsAreConvertedToTheFormThatWasAskedFor) {
  const std::string as_floats = again(*embed(), R"({"data":[{"index":0,"embedding":"AAAAPwAAgL8="}]})");
  EXPECT_NE(as_floats.find(R"("embedding":[0.5,-1])"), std::string::npos) << as_floats;
  const std::string as_base64 =
      again(*embed(R"(,"encoding_format":"base64")"), R"({"data":[{"index":0,"embedding":[0.5,-1.0]}]})");
  EXPECT_NE(as_base64.find(R"("embedding":"AAAAPwAAgL8=")"), std::string::npos) << as_base64;
}

TEST_F(ListsTest, BrokenBase64IsTheUpstreamsFault) {
  for (const char* text : {"A", "AAAA", "????????"}) {
    const auto request = embed();
    const kit::Decoded seen =
        driver_.decode(*request, document(R"({"data":[{"embedding":")" + std::string(text) + "\"}]}"));
    EXPECT_EQ(driver_.encode(*request, kit::Replay(seen.seen.events)).rc, AIP_E_UPSTREAM_PROTOCOL) << text;
  }
}

}  // namespace
}  // namespace aipool::openai
