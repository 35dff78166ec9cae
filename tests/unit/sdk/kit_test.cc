// SPDX-License-Identifier: MIT
//
// The kit's services give known answers, and its fakes are the same in every run.
#include "aipool/kit.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "aipool/sdk/host.hpp"

namespace aipool::kit {
namespace {

std::string hex(const Digest& digest) {
  std::string text;
  for (const std::uint8_t byte : digest) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

TEST(HashTest, Sha256MatchesItsStandard) {
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(HashTest, Sha256PadsEveryLength) {
  EXPECT_EQ(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex(sha256(std::string(55, 'a'))), "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
  EXPECT_EQ(hex(sha256(std::string(64, 'a'))), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
}

TEST(HashTest, HmacMatchesItsStandard) {
  EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HashTest, Crc32MatchesItsCheckValueInPiecesToo) {
  EXPECT_EQ(crc32(0, "123456789"), 0xCBF43926u);
  EXPECT_EQ(crc32(crc32(0, "1234"), "56789"), 0xCBF43926u);
}

TEST(Base64Test, RoundTripsEveryLength) {
  EXPECT_EQ(base64_encode("foob"), "Zm9vYg==");
  std::string data;
  for (int i = 0; i < 70; ++i) {
    EXPECT_EQ(base64_decode(base64_encode(data)), data);
    data += static_cast<char>(i * 37);
  }
}

TEST(Base64Test, RefusesWhatIsNotBase64) {
  for (const char* text : {"Z", "Zm9", "Zm9v!", "Zm9vYh==", "Zm=v", "====", "Zm9vY==="}) {
    EXPECT_EQ(base64_decode(text), std::nullopt) << text;
  }
}

TEST(FakeHostTest, IsTheSameInEveryRun) {
  FakeHost one;
  FakeHost two;
  const sdk::Host a(one.table());
  const sdk::Host b(two.table());
  EXPECT_EQ(a.uuid(), b.uuid());
  EXPECT_NE(a.uuid(), a.uuid());
  std::vector<unsigned char> x(16);
  std::vector<unsigned char> y(16);
  a.random(x);
  b.random(y);
  EXPECT_EQ(x, y);
  one.advance(1500);
  EXPECT_EQ(a.mono_ns(), 1'500'000'000u);
  EXPECT_EQ(a.intern("x.y"), a.intern("x.y"));
  EXPECT_NE(a.intern("x.y"), a.intern("x.z"));
}

TEST(FakeHostTest, KeepsLogLinesOfItsLevelAndSumsMetrics) {
  FakeHost fake;
  fake.log_level = AIP_LOG_INFO;
  const sdk::Host host(fake.table());
  const aip_field field = sdk::field("k", "v");
  host.log(AIP_LOG_DEBUG, "dropped");
  host.log(AIP_LOG_WARN, "kept", {&field, 1});
  ASSERT_EQ(fake.log().size(), 1u);
  EXPECT_EQ(fake.log()[0].message, "kept");
  EXPECT_EQ(fake.log()[0].fields[0].second, "v");
  const std::uint32_t metric = host.metric(AIP_METRIC_COUNTER, "calls", "model");
  const aip_bytes label = sdk::bytes("m");
  host.add(metric, 2, {&label, 1});
  host.add(metric, 3, {&label, 1});
  EXPECT_EQ(fake.metrics().at("calls,m"), 5);
}

TEST(FakeHostTest, OffersItsServicesById) {
  FakeHost fake;
  const sdk::Host host(fake.table());
  ASSERT_NE(host.hash(), nullptr);
  EXPECT_EQ(host.hash()->crc32(0, sdk::bytes("123456789")), 0xCBF43926u);
  Call call(fake);
  aip_bytes text{};
  ASSERT_EQ(host.base64()->encode(call.env()->call, sdk::bytes("foob"), &text), AIP_OK);
  EXPECT_EQ(sdk::view(text), "Zm9vYg==");
  EXPECT_EQ(host.service<aip_hash_service>("unknown/1"), nullptr);
}

TEST(ChunksTest, PiecesMakeUpTheBody) {
  for (const Chunks& chunks : {Chunks::whole(), Chunks::bytes(), Chunks::every(3), Chunks::at({0, 2, 2, 99})}) {
    std::string all;
    for (const std::string_view piece : chunks.of("abcdefg")) all += piece;
    EXPECT_EQ(all, "abcdefg");
  }
}

TEST(PluginTest, SaysWhyAFileCannotBeLoaded) {
  FakeHost host;
  try {
    Plugin::load("/nowhere/missing.so", host);
    FAIL() << "it loaded";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string_view(error.what()).find("/nowhere/missing.so"), std::string_view::npos);
  }
}

}  // namespace
}  // namespace aipool::kit
