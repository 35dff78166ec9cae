// SPDX-License-Identifier: MIT
#include "core/gateway/return_thoughts.h"

#include <gtest/gtest.h>

#include "aipool/sdk/events.hpp"
#include "aipool/sdk/ranges.hpp"
#include "core/gateway/signature_recorder.h"
#include "core/plugin/abi_view.h"

namespace aipool::gateway {
namespace {

namespace ev = sdk::events;

constexpr std::uint32_t kProtocol = 7;
constexpr std::uint32_t kOther = 8;
constexpr ThoughtOwner kOwner{"client", "provider", "host", "protocol"};

aip_part part(aip_enum kind, std::string_view text, std::uint32_t origin = kOther, std::string_view signature = {}) {
  auto made = plugin::sized<aip_part>();
  made.kind = kind;
  made.origin = origin;
  (kind == AIP_PART_TOOL_CALL ? made.id : made.text) = plugin::bytes(text);
  if (!signature.empty()) made.signature = plugin::bytes(signature);
  return made;
}

class ReturnThoughtsTest : public testing::Test {
 protected:
  // An answer with the parts "KIND text", in order: t(hought), r(edacted), c(all), x (text). Thoughts are signed "sig-TEXT".
  void record(std::initializer_list<std::string_view> parts, bool ends = true, bool is_signed = true) {
    SignatureRecorder recorder(store_, kOwner);
    std::uint32_t number = 0;
    for (const std::string_view one : parts) {
      const std::string_view text = one.substr(2);
      const aip_enum kind = one[0] == 'c' ? AIP_PART_TOOL_CALL : one[0] == 'x' ? AIP_PART_TEXT : AIP_PART_REASONING;
      aip_event start = ev::part_start(0, number, kind);
      if (kind == AIP_PART_TOOL_CALL) start.id = plugin::bytes(text);
      if (one[0] == 'r') start.flags = AIP_PART_FLAG_REDACTED;
      recorder.event(start);
      if (one[0] == 't') recorder.event(ev::delta(0, number, kind, text.substr(0, 1)));
      if (one[0] == 't') recorder.event(ev::delta(0, number, kind, text.substr(1)));
      const std::string signature = "sig-" + std::string(text);
      if (kind == AIP_PART_REASONING && is_signed) recorder.event(ev::signature(0, number, kind, signature, kProtocol));
      recorder.event(ev::part_end(0, number++, kind));
    }
    if (ends) recorder.event(ev::end());
  }

  // What becomes of an assistant's turn: "KIND:text:signature or data", thoughts of others with a star.
  std::string returned(std::vector<aip_part> parts, const ThoughtOwner& owner = kOwner) {
    auto message = plugin::sized<aip_message>();
    message.role = AIP_ROLE_ASSISTANT;
    sdk::set_parts(message, parts);
    auto request = plugin::sized<aip_request>();
    sdk::set_messages(request, {&message, 1});
    return_thoughts(call_, request, store_, owner, kProtocol);
    std::string text;
    for (const aip_part& one : sdk::parts(sdk::messages(request)[0])) {
      if (one.kind == AIP_PART_TOOL_CALL) text += "c:" + std::string(sdk::view(one.id)) + " ";
      if (one.kind == AIP_PART_TEXT) text += "x:" + std::string(sdk::view(one.text)) + " ";
      if (one.kind != AIP_PART_REASONING) continue;
      text += (one.flags & AIP_PART_FLAG_REDACTED) != 0 ? "r:" : "t:";
      text.append(sdk::view(one.text)).append(":").append(sdk::view(one.signature)).append(sdk::view(one.data));
      text += one.origin == kProtocol ? " " : "* ";
    }
    return text;
  }

  SignatureStore store_;
  plugin::Call call_{"test"};
};

TEST_F(ReturnThoughtsTest, ACallBringsBackWhatLedToIt) {
  record({"t deep", "r secret", "x Let me see.", "c call-1", "c call-2"});
  EXPECT_EQ(returned({part(AIP_PART_TEXT, "Let me see."), part(AIP_PART_TOOL_CALL, "call-1"),
                      part(AIP_PART_TOOL_CALL, "call-2")}),
            "t:deep:sig-deep r::sig-secret x:Let me see. c:call-1 c:call-2 ");
}

TEST_F(ReturnThoughtsTest, EachCallBringsItsOwnAndWhatTheClientHasGivesWay) {
  record({"t one", "c call-1", "t two", "c call-2"});
  EXPECT_EQ(returned({part(AIP_PART_REASONING, "one, more or less"), part(AIP_PART_TOOL_CALL, "call-1"),
                      part(AIP_PART_REASONING, "of another answer"), part(AIP_PART_TOOL_CALL, "call-x"),
                      part(AIP_PART_TOOL_CALL, "call-2")}),
            "t:one:sig-one c:call-1 t:of another answer:* c:call-x t:two:sig-two c:call-2 ");
}

TEST_F(ReturnThoughtsTest, SignedThoughtsAreFoundByTheirText) {
  record({"t one", "t two", "x answer"});
  EXPECT_EQ(returned({part(AIP_PART_REASONING, "two"), part(AIP_PART_TEXT, "answer")}), "t:two:sig-two x:answer ");
  EXPECT_EQ(returned({part(AIP_PART_REASONING, "onetwo"), part(AIP_PART_TEXT, "answer")}),
            "t:one:sig-one t:two:sig-two x:answer ");
  EXPECT_EQ(returned({part(AIP_PART_REASONING, "three")}), "t:three:* ");
}

TEST_F(ReturnThoughtsTest, TheSignatureOfACallComesBeforeIt) {
  SignatureRecorder recorder(store_, kOwner);
  for (const std::uint32_t number : {0u, 1u}) {
    aip_event start = ev::part_start(0, number, AIP_PART_TOOL_CALL);
    start.id = plugin::bytes(number == 0 ? "call-0" : "call-1");
    recorder.event(start);
    if (number == 1) continue;
    aip_event signature = ev::signature(0, number, AIP_PART_TOOL_CALL, "sig", kProtocol);
    signature.id = start.id;
    recorder.event(signature);
  }
  recorder.event(ev::end());
  EXPECT_EQ(returned({part(AIP_PART_TOOL_CALL, "call-0"), part(AIP_PART_TOOL_CALL, "call-1")}),
            "t::sig c:call-0 c:call-1 ");
}

TEST_F(ReturnThoughtsTest, UnsignedThoughtsAreNotKept) {
  record({"t plain", "c call-0"}, true, false);
  EXPECT_TRUE(store_.empty());
}

TEST_F(ReturnThoughtsTest, AnIdThatIsRepeatedBringsThemBackOnce) {
  record({"t one", "c call-1"});
  EXPECT_EQ(returned({part(AIP_PART_TOOL_CALL, "call-1"), part(AIP_PART_TOOL_CALL, "call-1")}),
            "t:one:sig-one c:call-1 c:call-1 ");
}

TEST_F(ReturnThoughtsTest, AnAnswerOfManyEmptyThoughtsIsNotKept) {
  SignatureRecorder recorder(store_, kOwner);
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    recorder.event(ev::part_start(0, i, AIP_PART_REASONING));
    recorder.event(ev::signature(0, i, AIP_PART_REASONING, "s", kProtocol));
  }
  recorder.event(ev::end());
  EXPECT_TRUE(store_.empty());
}

TEST_F(ReturnThoughtsTest, ATurnThatBringsItsOwnSignaturesStays) {
  record({"t one", "c call-1"});
  EXPECT_EQ(returned({part(AIP_PART_REASONING, "mine", kProtocol, "s"), part(AIP_PART_TOOL_CALL, "call-1")}),
            "t:mine:s c:call-1 ");
}

TEST_F(ReturnThoughtsTest, NobodyElseGetsThem) {
  record({"t one", "c call-1"});
  for (const ThoughtOwner& other : {ThoughtOwner{"other", "provider", "host", "protocol"},
                                    {"client", "provider", "other", "protocol"},
                                    {"client", "provider", "host", "other"}}) {
    EXPECT_EQ(returned({part(AIP_PART_REASONING, "one"), part(AIP_PART_TOOL_CALL, "call-1")}, other), "t:one:* c:call-1 ");
  }
}

TEST_F(ReturnThoughtsTest, AnAnswerThatWasCutIsNotKept) {
  record({"t one", "c call-1"}, false);
  EXPECT_TRUE(store_.empty());
}

TEST_F(ReturnThoughtsTest, AnAnswerThatThinksTooLongIsNotKept) {
  record({"t " + std::string(SignatureRecorder::kBytesMax + 1, 'x'), "t one", "c call-1"});
  EXPECT_TRUE(store_.empty());
}

}  // namespace
}  // namespace aipool::gateway
