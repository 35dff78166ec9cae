// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdio>

#include "cuts.h"
#include "protocol_test.h"
#include "recording.h"
#include "spoken.h"

namespace aipool::replay {
namespace {

const Spoken& own() { return spoken(test::protocol_id()); }

bool same(aip_bytes a, aip_bytes b) { return sdk::view(a) == sdk::view(b); }

bool same(const aip_event& a, const aip_event& b) {
  if (a.kind != b.kind || a.choice != b.choice || a.part != b.part || a.part_kind != b.part_kind ||
      a.finish != b.finish || a.flags != b.flags || a.extras.count != b.extras.count) {
    return false;
  }
  for (std::size_t i = 0; i < a.extras.count; ++i) {
    if (!same(a.extras.items[i].raw, b.extras.items[i].raw)) return false;
  }
  return same(a.id, b.id) && same(a.name, b.name) && same(a.text, b.text) && same(a.json, b.json);
}

bool same(const std::vector<aip_event>& a, const std::vector<aip_event>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const aip_event& x, const aip_event& y) { return same(x, y); });
}

// What must survive: text of each kind, calls with their arguments as JSON, finish reasons, usage.
std::string substance(const sdk::Fold& fold, std::uint32_t choices) {
  std::string all;
  for (std::uint32_t choice = 0; choice < choices; ++choice) {
    for (const aip_enum kind : {AIP_PART_TEXT, AIP_PART_REASONING, AIP_PART_REFUSAL, AIP_PART_AUDIO}) {
      all += fold.text(choice, kind) + "\n";
    }
    all += std::to_string(fold.finish(choice)) + "\n";
  }
  for (const sdk::FoldedPart& part : fold.parts()) {
    if (part.start.part_kind != AIP_PART_TOOL_CALL) continue;
    json::Document arguments;
    const bool parsed = arguments.parse(part.text) == json::Error::kNone;
    all.append(std::to_string(part.start.choice)).append(" ").append(sdk::view(part.start.name)).append("(");
    all.append(parsed ? arguments.root().raw() : "{}").append(")\n");
  }
  if (fold.usage() != nullptr) {
    const aip_usage& usage = *fold.usage();
    all += std::to_string(usage.input) + "/" + std::to_string(usage.output) + "/" + std::to_string(usage.total);
  }
  return all;
}

std::string without(std::string text, std::string_view what) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) text.erase(at, what.size());
  return text;
}

// The named cuts, told from the text alone.
std::string with_named_cuts(const std::string& stream) {
  std::string kept;
  for (std::size_t at = 0; at < stream.size();) {
    const std::size_t end = std::min(stream.find("\n\n", at), stream.size() - 2) + 2;
    const std::string frame = stream.substr(at, end - at);
    const bool usage_only =
        frame.find("\"choices\":[]") != std::string::npos && frame.find("\"usage\":{") != std::string::npos;
    if (!usage_only) kept += without(without(frame, ",\"usage\":null"), "\"usage\":null,");
    at = end;
  }
  return kept;
}

class ReplayTest : public test::ProtocolTest {
 protected:
  kit::Reply reply(const Recording& recording) const {
    return {.headers = {{"content-type", recording.content_type}}, .body = recording.body};
  }

  // Empty: replay it.
  std::string exclusion(const Recording& recording) {
    if (std::string why = not_a_generation(recording, own()); !why.empty()) return why;
    const auto made = decoded(sent(request_of(recording, own()), own(), recording.stream));
    const kit::Decoded seen = driver_.decode(*made, reply(recording));
    if (seen.seen.fold.failed()) return "an error inside the stream";
    return seen.seen.fold.ended() ? "" : "no finish reason";
  }

  void expect_request_comes_back(const Recording& recording) {
    const auto made = decoded(sent(request_of(recording, own()), own(), recording.stream));
    const std::string once = encoded(*made);
    const auto again = decoded(sent(once, own(), recording.stream));
    EXPECT_EQ(encoded(*again), once) << recording.name;
    EXPECT_TRUE(made->call().losses().empty()) << recording.name << made->call().losses()[0].pointer;
  }

  void expect_answer_comes_back(const Recording& recording) {
    const auto made = decoded(sent(request_of(recording, own()), own(), recording.stream));
    const kit::Decoded first = driver_.decode(*made, reply(recording));
    const kit::Encoded encoded = recording.stream ? driver_.encode(*made, kit::Replay(first.seen.events))
                                                  : driver_.encode(*made, first.seen.fold);
    ASSERT_EQ(encoded.rc, AIP_OK) << recording.name;
    const kit::Reply again{.headers = {{"content-type", encoded.content_type}}, .body = encoded.body};
    const kit::Decoded second = driver_.decode(*made, again);
    const bool with_usage = !recording.stream || (made->canonical().flags & AIP_REQUEST_USAGE) != 0;
    std::string expected = substance(first.seen.fold, 4);
    std::string found = substance(second.seen.fold, 4);
    // Without being asked for, usage comes back only where it stands in a member that nobody maps (Groq).
    for (std::string* text : {&expected, &found}) {
      if (!with_usage) text->erase(text->rfind('\n') + 1);
    }
    EXPECT_EQ(found, expected) << recording.name;
    EXPECT_TRUE(second.seen.fold.ended()) << recording.name;
  }

  void expect_every_cut_is_the_same(const Recording& recording) {
    const auto converting = decoded(sent(request_of(recording, own()), own(), recording.stream));
    const auto passing = decoded(sent(request_of(recording, own()), own(), recording.stream));
    passing->canonical().flags |= AIP_REQUEST_PASS;
    const kit::Reply whole = reply(recording);
    const kit::Decoded told = driver_.decode(*converting, whole);
    const kit::Decoded passed = driver_.decode(*passing, whole);
    const bool asked = !own().asks_for_usage || (passing->canonical().flags & AIP_REQUEST_USAGE) != 0;
    EXPECT_EQ(passed.passed, recording.stream && !asked ? with_named_cuts(recording.body) : recording.body)
        << recording.name;
    const auto check = [&](const kit::Chunks& chunks) {
      ASSERT_TRUE(same(driver_.decode(*converting, whole, chunks).seen.events, told.seen.events)) << recording.name;
      const kit::Decoded cut = driver_.decode(*passing, whole, chunks);
      ASSERT_TRUE(same(cut.seen.events, passed.seen.events)) << recording.name;
      ASSERT_EQ(cut.passed, passed.passed) << recording.name;
    };
    check(kit::Chunks::bytes());
    if (!recording.stream) return;
    for (const std::size_t cut : cut_places(recording.body.size())) check(kit::Chunks::at({cut}));
  }
};

TEST_F(ReplayTest, RecordedExchangesSurvive) {
  const auto shared = shared_folder();
  if (!shared) GTEST_SKIP() << "no shared folder beside the source tree";
  const std::vector<Recording> recordings = read_recordings(*shared, std::string(own().recordings));
  if (recordings.empty()) GTEST_SKIP() << "no recordings of " << own().recordings;
  std::size_t replayed = 0;
  for (const Recording& recording : recordings) {
    if (const std::string why = exclusion(recording); !why.empty()) {
      std::printf("excluded %s: %s\n", recording.name.c_str(), why.c_str());
      continue;
    }
    expect_request_comes_back(recording);
    expect_answer_comes_back(recording);
    expect_every_cut_is_the_same(recording);
    ++replayed;
  }
  std::printf("replayed %zu of %zu\n", replayed, recordings.size());
  EXPECT_GT(replayed, 0U);
}

}  // namespace
}  // namespace aipool::replay
