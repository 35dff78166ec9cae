// SPDX-License-Identifier: MIT
#include "core/http/head_writer.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace aipool::http {
namespace {

TEST(HeadWriterTest, WritesARequestHead) {
  ByteBuffer out;
  HeadWriter writer(out);
  writer.request_line("POST", "/v1/x?y=1");
  writer.header("Host", "a:1");
  writer.header("Content-Length", 12345);
  ASSERT_TRUE(writer.finish());
  EXPECT_EQ(out.view(), "POST /v1/x?y=1 HTTP/1.1\r\nHost: a:1\r\nContent-Length: 12345\r\n\r\n");
}

TEST(HeadWriterTest, WritesAStatusLineWithOrWithoutAKnownPhrase) {
  ByteBuffer out;
  HeadWriter known(out);
  known.status_line(429);
  ASSERT_TRUE(known.finish());
  HeadWriter unknown(out);
  unknown.status_line(299);
  ASSERT_TRUE(unknown.finish());
  EXPECT_EQ(out.view(), "HTTP/1.1 429 Too Many Requests\r\n\r\nHTTP/1.1 299 \r\n\r\n");
}

TEST(HeadWriterTest, LetsNoControlByteThroughAnyDoor) {
  for (int code = 0; code < 256; ++code) {
    const std::string text = std::string("a") + static_cast<char>(code) + "b";
    const bool control = (code < 0x20 && code != '\t') || code == 0x7f;
    ByteBuffer out;
    HeadWriter value(out);
    value.header("X", text);
    EXPECT_EQ(value.finish().has_value(), !control) << code;
    if (!control && code != '\t' && code != ' ' && code < 0x80) continue;
    out.clear();
    HeadWriter name(out);
    name.header(text, "x");
    EXPECT_FALSE(name.finish()) << code;
    HeadWriter target(out);
    target.request_line("GET", text);
    EXPECT_FALSE(target.finish()) << code;
    HeadWriter method(out);
    method.request_line(text, "/");
    EXPECT_FALSE(method.finish()) << code;
    EXPECT_TRUE(out.empty());
  }
}

TEST(HeadWriterTest, RefusesEmptyNamesAndTargets) {
  ByteBuffer out;
  HeadWriter name(out);
  name.header("", "x");
  EXPECT_FALSE(name.finish());
  HeadWriter target(out);
  target.request_line("GET", "");
  EXPECT_FALSE(target.finish());
}

TEST(HeadWriterTest, RefusesHeadersThatBelongToTheEdge) {
  for (const std::string_view name : {"Content-Length", "transfer-encoding", "CONNECTION", "Host", "TE", "Date",
                                      "Trailer", "Upgrade", "Keep-Alive", "Proxy-Connection", "Accept-Encoding"}) {
    ByteBuffer out;
    HeadWriter writer(out);
    const std::array<Header, 1> headers = {Header{name, "x"}};
    writer.headers(headers);
    EXPECT_FALSE(writer.finish()) << name;
  }
}

TEST(HeadWriterTest, NamesTheRefusedHeaderAndNotItsValue) {
  ByteBuffer out;
  HeadWriter writer(out);
  writer.header("Authorization", "Bearer secret\r\nX: y");
  const auto finished = writer.finish();
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().detail, "head refused: value of header Authorization");
}

TEST(HeadWriterTest, LeavesTheBufferAsItWasAfterARefusal) {
  ByteBuffer out;
  out.append("before");
  HeadWriter writer(out);
  writer.status_line(200);
  writer.header("X", "\n");
  EXPECT_FALSE(writer.finish());
  EXPECT_EQ(out.view(), "before");
}

}  // namespace
}  // namespace aipool::http
