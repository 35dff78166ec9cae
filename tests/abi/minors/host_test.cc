// SPDX-License-Identifier: MIT
//
// The server's adapters as a host of one minor, and plugins of each: what both sides know gets through, what only one
// knows is as if it were not there.
#include <array>
#include <cstring>
#include <tuple>

#include "aipool/sdk/ranges.hpp"
#include "core/plugin/abi_view.h"
#include "core/plugin/call_env.h"
#include "core/plugin/provider.h"
#include "tests/unit/plugin/plugin_fixture.h"

namespace aipool::plugin {
namespace {

constexpr unsigned kHost = AIP_ABI_MINOR;

#if AIP_ABI_MINOR >= 1
#define SINCE_1(object) (object).since_1
#else
#define SINCE_1(object) \
  std::uint64_t { 0 }
#endif
#if AIP_ABI_MINOR >= 2
#define SINCE_2(object) (object).since_2
#else
#define SINCE_2(object) \
  std::uint64_t { 0 }
#endif

template <class T>
void fill([[maybe_unused]] T& object, [[maybe_unused]] std::uint64_t number) {
#if AIP_ABI_MINOR >= 1
  object.since_1 = number + 1;
#endif
#if AIP_ABI_MINOR >= 2
  object.since_2 = number + 2;
#endif
}

// Where a plugin of a later minor would write beyond the struct of this host.
template <class T>
struct Guarded {
  T value = sized<T>();
  std::array<unsigned char, 64> guard{};

  Guarded() { guard.fill(0xa5); }
  bool is_intact() const {
    for (const unsigned char byte : guard) {
      if (byte != 0xa5) return false;
    }
    return true;
  }
};

class EventSink final : public KeepingSink {
 public:
  bool event(const aip_event& event) override {
    kinds.push_back(event.kind);
    if (event.kind == AIP_EVENT_PART_DELTA) said = text(event.text);
    if (event.kind == AIP_EVENT_PART_DELTA) since = {SINCE_1(event), SINCE_2(event)};
    return true;
  }

  std::vector<aip_enum> kinds;
  std::string said;
  std::pair<std::uint64_t, std::uint64_t> since;
};

// The plugin's language and minor.
class MinorsTest : public PluginTest, public ::testing::WithParamInterface<std::tuple<const char*, unsigned>> {
 protected:
  void SetUp() override {
    plugin_minor_ = std::get<1>(GetParam());
    generation_ = load(file());
    ASSERT_NE(generation_, nullptr);
  }
  static std::filesystem::path file() {
    const auto [language, minor] = GetParam();
    return good_plugin("minor" + std::to_string(minor) + "_" + language);
  }
  Provider provider(std::size_t index) const { return Provider(generation_, generation_->providers()[index]); }
  // What gets through of a member that came with a minor.
  std::uint64_t through(unsigned minor, std::uint64_t number) const {
    return kHost >= minor && plugin_minor_ >= minor ? number + minor : 0;
  }
  std::string line(std::string_view name, std::uint64_t number) const {
    return std::string(name) + " " + std::to_string(through(1, number)) + " " + std::to_string(through(2, number)) +
           "\n";
  }

  unsigned plugin_minor_ = 0;
  std::shared_ptr<const Generation> generation_;
  const AccountHandle account_{[] {
    AccountHandle::Parts parts;
    parts.uuid = "one";
    parts.base_url = "http://127.0.0.1:9";
    return parts;
  }()};
  Call call_{"req-1"};
};

TEST_P(MinorsTest, MembersThatBothKnowGetThroughAndEventsToo) {
  std::array<aip_part, 2> parts{};
  for (aip_part& part : parts) {
    part.struct_size = sizeof part;
    part.kind = AIP_PART_TEXT;
    part.text = bytes("text");
    fill(part, 20);
  }
  aip_message message = sized<aip_message>();
  message.role = AIP_ROLE_USER;
  sdk::set_parts(message, parts);
  fill(message, 15);
  aip_request request = sized<aip_request>();
  request.operation = AIP_OP_GENERATE;
  const std::array<aip_message, 1> messages = {message};
  sdk::set_messages(request, messages);
  fill(request, 10);

  auto opened = provider(0).open_steps(call_, account_, request);
  ASSERT_TRUE(opened) << opened.error().detail;
  aip_input input = sized<aip_input>();
  input.kind = AIP_INPUT_START;
  fill(input, 25);
  EventSink sink;
  ASSERT_TRUE(opened->step(call_, input, sink));
  EXPECT_EQ(sink.said, "account 0 0\n" + line("request", 10) + line("message", 15) + line("text", 20) +
                           line("text", 20) + line("input", 25));
  EXPECT_EQ(sink.since, std::pair(through(1, 30), through(2, 30)));
  // A kind that this host may not know is one of its events all the same, and never an error.
  const std::size_t known = plugin_minor_ >= 1 ? 4 : 3;
  ASSERT_EQ(sink.kinds.size(), known);
  EXPECT_EQ(sink.kinds.back(), AIP_EVENT_END);
}

TEST_P(MinorsTest, NothingIsWrittenBeyondWhatTheHostKnows) {
  const aip_provider& table = generation_->providers()[1].table;
  Guarded<aip_prepared> prepared;
  Guarded<aip_verdict> verdict;
  auto request = sized<aip_request>();
  auto failure = sized<aip_failure>();
  CallEnv env(call_, *generation_, "prepare");
  const auto both = [&](const aip_env* e) {
    const aip_rc rc = table.prepare(generation_->instance(), e, account_.abi(), &request, &prepared.value);
    return rc != AIP_OK ? rc : table.judge(generation_->instance(), e, &failure, &verdict.value);
  };
  ASSERT_EQ(env.run(both), AIP_OK);
  EXPECT_TRUE(prepared.is_intact());
  EXPECT_TRUE(verdict.is_intact());
  EXPECT_EQ(prepared.value.struct_size, sizeof(aip_prepared));
  EXPECT_EQ(text(prepared.value.path), "/minor");
  EXPECT_EQ(SINCE_1(prepared.value), through(1, 40));
  EXPECT_EQ(SINCE_2(prepared.value), through(2, 40));
  EXPECT_EQ(SINCE_2(verdict.value), through(2, 50));
}

TEST_P(MinorsTest, AFaultThatTheHostDoesNotKnowIsLeftToItsTable) {
  const auto verdict = provider(1).judge(call_, sized<aip_failure>());
  ASSERT_TRUE(verdict);
  EXPECT_FALSE(verdict->fault);
  EXPECT_EQ(verdict->retryable, true);
}

TEST_P(MinorsTest, AnOperationThatThePluginDoesNotKnowIsNotSupported) {
  constexpr aip_enum kLater = 1001;  // AIP_OP_SINCE_1
  EXPECT_EQ(provider(0).support(account_, AIP_OP_GENERATE), Support::kOwn);
  EXPECT_EQ(provider(0).support(account_, kLater), plugin_minor_ >= 1 ? Support::kOwn : Support::kNone);
}

#if AIP_ABI_MINOR == 0  // as the program is
TEST_P(MinorsTest, TheProgramFindsItSound) { EXPECT_EQ(probed(file()), "sound"); }
#endif

TEST_P(MinorsTest, ItIsUnloadedLikeAnyOther) {
  const std::filesystem::path copy = generation_->copy();
  generation_.reset();
  EXPECT_FALSE(is_mapped(copy));
}

INSTANTIATE_TEST_SUITE_P(Plugins, MinorsTest,
                         ::testing::Combine(::testing::Values("c", "cc"), ::testing::Values(0U, 1U, 2U)),
                         [](const auto& each) {
                           return std::string(std::get<0>(each.param)) + "Of1_" +
                                  std::to_string(std::get<1>(each.param));
                         });

}  // namespace
}  // namespace aipool::plugin
