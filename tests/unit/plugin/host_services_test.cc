// SPDX-License-Identifier: MIT
#include "core/plugin/host_services.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "core/plugin/abi_view.h"
#include "core/plugin/arena.h"

namespace aipool::plugin {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

class HostServicesTest : public ::testing::Test {
 protected:
  const aip_host* host() const { return table_.abi(); }
  std::string uuid(std::uint32_t version) const {
    std::string id(36, '?');
    host()->uuid(host()->ctx, version, id.data());
    return id;
  }

  std::vector<std::string> lines_;
  Logger logger_{LogLevel::kInfo, LogFormat::kText, [this](std::string_view line) { lines_.emplace_back(line); }};
  MetricRegistry metrics_;
  HostServices services_{logger_, metrics_};
  const HostTable table_{services_, "my-plugin", AIP_MODE_PROBE};
};

TEST_F(HostServicesTest, TableSaysWhoTheHostIs) {
  EXPECT_EQ(host()->struct_size, sizeof(aip_host));
  EXPECT_EQ(host()->abi_major, AIP_ABI_MAJOR);
  EXPECT_EQ(host()->mode, AIP_MODE_PROBE);
  EXPECT_EQ(text(host()->name), "aipool");
  EXPECT_FALSE(text(host()->version).empty());
}

TEST_F(HostServicesTest, LogsWithThePluginsNameAndHidesSecrets) {
  FieldList list;
  list.add("key", "sk-secret", true);
  list.add("pool", "a");
  const aip_fields fields = list.view();
  host()->log(host()->ctx, AIP_LOG_WARN, bytes("careful"), &fields);
  host()->log(host()->ctx, AIP_LOG_INFO, bytes("bare"), nullptr);
  ASSERT_EQ(lines_.size(), 2u);
  EXPECT_THAT(lines_[0], HasSubstr("warn careful plugin=my-plugin key=[redacted] pool=a"));
  EXPECT_THAT(lines_[1], HasSubstr("info bare plugin=my-plugin"));
}

TEST_F(HostServicesTest, UnknownLevelsAreChatter) {
  EXPECT_NE(host()->log_enabled(host()->ctx, AIP_LOG_ERROR), 0);
  EXPECT_EQ(host()->log_enabled(host()->ctx, AIP_LOG_DEBUG), 0);
  EXPECT_EQ(host()->log_enabled(host()->ctx, 0), 0);
  EXPECT_EQ(host()->log_enabled(host()->ctx, 99), 0);
  host()->log(host()->ctx, 99, bytes("unheard"), nullptr);
  EXPECT_TRUE(lines_.empty());
}

TEST_F(HostServicesTest, ClocksRunForward) {
  const std::uint64_t first = host()->mono_ns(host()->ctx);
  EXPECT_LE(first, host()->mono_ns(host()->ctx));
  EXPECT_GT(host()->unix_ms(host()->ctx), 1'700'000'000'000);
}

TEST_F(HostServicesTest, GivesUuidsOfBothVersions) {
  EXPECT_THAT(uuid(4), MatchesRegex("[0-9a-f-]{14}4[0-9a-f-]{21}"));
  EXPECT_THAT(uuid(7), MatchesRegex("[0-9a-f-]{14}7[0-9a-f-]{21}"));
  EXPECT_NE(uuid(4), uuid(4));
}

TEST_F(HostServicesTest, RandomBytesDiffer) {
  std::array<char, 32> a{};
  std::array<char, 32> b{};
  host()->random(host()->ctx, a.data(), a.size());
  host()->random(host()->ctx, b.data(), b.size());
  EXPECT_NE(a, b);
}

TEST_F(HostServicesTest, NumbersOfProtocolsAreStable) {
  const std::uint32_t chat = host()->intern(host()->ctx, bytes("openai.chat"));
  const std::uint32_t other = host()->intern(host()->ctx, bytes("claude.messages"));
  EXPECT_NE(chat, 0u);
  EXPECT_NE(chat, other);
  EXPECT_EQ(host()->intern(host()->ctx, bytes("openai.chat")), chat);
  EXPECT_EQ(services_.numbers().id(chat), "openai.chat");
  EXPECT_EQ(services_.numbers().id(0), "");
  EXPECT_EQ(services_.numbers().id(1000), "");
}

TEST_F(HostServicesTest, NumbersAreTheSameForAllThreads) {
  std::vector<std::thread> threads;
  std::array<std::uint32_t, 4> seen{};
  for (std::uint32_t& mine : seen) {
    threads.emplace_back([this, &mine] {
      for (int i = 0; i < 200; ++i) host()->intern(host()->ctx, bytes("p" + std::to_string(i)));
      mine = host()->intern(host()->ctx, bytes("p77"));
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::uint32_t number : seen) EXPECT_EQ(number, services_.numbers().number("p77"));
}

TEST_F(HostServicesTest, MetricsCarryThePluginsName) {
  const std::uint32_t id = host()->metric_id(host()->ctx, AIP_METRIC_COUNTER, bytes("calls"), bytes("kind,model"));
  const aip_bytes labels[] = {bytes("chat"), bytes("m")};
  host()->metric_add(host()->ctx, id, 2, labels, 2);
  EXPECT_EQ(metrics_.value("aipool_plugin_my_plugin_calls", {"chat", "m"}), 2);
  const std::uint32_t gauge = host()->metric_id(host()->ctx, AIP_METRIC_GAUGE, bytes("level"), {nullptr, 0});
  host()->metric_add(host()->ctx, gauge, -3, nullptr, 0);
  EXPECT_EQ(metrics_.value("aipool_plugin_my_plugin_level", {}), -3);
}

TEST_F(HostServicesTest, CancelledFollowsTheToken) {
  std::atomic<bool> token{false};
  EXPECT_EQ(host()->cancelled(host()->ctx, &token), 0);
  token = true;
  EXPECT_NE(host()->cancelled(host()->ctx, &token), 0);
  EXPECT_EQ(host()->cancelled(host()->ctx, nullptr), 0);
}

TEST_F(HostServicesTest, UnknownServiceIsNull) {
  EXPECT_EQ(host()->service(host()->ctx, bytes("aipool.telepathy/1")), nullptr);
}

std::string hex(std::span<const std::uint8_t> digest) {
  std::string text;
  for (const std::uint8_t byte : digest) {
    text.push_back("0123456789abcdef"[byte >> 4]);
    text.push_back("0123456789abcdef"[byte & 15]);
  }
  return text;
}

TEST_F(HostServicesTest, HashesAsTheStandardsSay) {
  const auto* hash = static_cast<const aip_hash_service*>(host()->service(host()->ctx, bytes(AIP_SERVICE_HASH)));
  ASSERT_NE(hash, nullptr);
  std::array<std::uint8_t, 32> digest{};
  hash->sha256(bytes("abc"), digest.data());
  EXPECT_EQ(hex(digest), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  hash->sha256({nullptr, 0}, digest.data());
  EXPECT_EQ(hex(digest), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  hash->hmac_sha256(bytes("Jefe"), bytes("what do ya want for nothing?"), digest.data());
  EXPECT_EQ(hex(digest), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hash->crc32(0, bytes("123456789")), 0xcbf43926u);
  EXPECT_EQ(hash->crc32(hash->crc32(0, bytes("1234")), bytes("56789")), 0xcbf43926u);
}

TEST_F(HostServicesTest, Base64GoesThereAndBack) {
  const auto* base64 = static_cast<const aip_base64_service*>(host()->service(host()->ctx, bytes(AIP_SERVICE_BASE64)));
  ASSERT_NE(base64, nullptr);
  Arena arena(1 << 20);
  const std::pair<std::string, std::string> pairs[] = {{"", ""},        {"f", "Zg=="},          {"fo", "Zm8="},
                                                       {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}, {"\xff\xfe", "//4="}};
  for (const auto& [plain, coded] : pairs) {
    aip_bytes out{};
    ASSERT_EQ(base64->encode(arena.abi(), bytes(plain), &out), AIP_OK);
    EXPECT_EQ(text(out), coded);
    aip_bytes back{};
    ASSERT_EQ(base64->decode(arena.abi(), out, &back), AIP_OK);
    EXPECT_EQ(text(back), plain);
  }
}

TEST_F(HostServicesTest, Base64RefusesWhatIsNone) {
  const auto* base64 = static_cast<const aip_base64_service*>(host()->service(host()->ctx, bytes(AIP_SERVICE_BASE64)));
  Arena arena(1 << 20);
  aip_bytes out{};
  for (const std::string_view bad :
       {"Z", "Zg=", "Zg", "Z===", "=", "====", "Zm9v\n", "Zm-v", "Zm_v", "Zg==Zg==", "Zm 9"}) {
    EXPECT_EQ(base64->decode(arena.abi(), bytes(bad), &out), AIP_E_INVALID_REQUEST) << bad;
  }
  Arena tiny(8);
  EXPECT_EQ(base64->encode(tiny.abi(), bytes("much too long for it"), &out), AIP_E_NOMEM);
  EXPECT_EQ(base64->decode(tiny.abi(), bytes("bXVjaCB0b28gbG9uZw=="), &out), AIP_E_NOMEM);
}

TEST_F(HostServicesTest, HashesOfATextThatIsNoneAreThoseOfTheEmptyOne) {
  const auto& hash = *static_cast<const aip_hash_service*>(host()->service(host()->ctx, bytes(AIP_SERVICE_HASH)));
  std::array<std::uint8_t, 32> none{};
  std::array<std::uint8_t, 32> empty{};
  hash.sha256({nullptr, 5}, none.data());
  hash.sha256({"", 0}, empty.data());
  EXPECT_EQ(none, empty);
  hash.hmac_sha256({nullptr, 5}, {nullptr, 5}, none.data());
  hash.hmac_sha256({"", 0}, {"", 0}, empty.data());
  EXPECT_EQ(none, empty);
  EXPECT_EQ(hash.crc32(7, {nullptr, 5}), hash.crc32(7, {"", 0}));
}

}  // namespace
}  // namespace aipool::plugin
