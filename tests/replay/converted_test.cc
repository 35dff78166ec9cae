// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <exception>

#include "conversion.h"
#include "cuts.h"
#include "protocol_test.h"
#include "request_items.h"
#include "said.h"

namespace aipool::replay {
namespace {

constexpr std::size_t kCutsOfOneRequest = 256;  // its arena is as large as that of one request in the server

const Conversion& conversion() {
  static kit::FakeHost host;
  static const kit::Plugin from = kit::Plugin::load(test::plugin_path(), host);
  static const kit::Plugin to = kit::Plugin::load(test::other_plugin_path(), host);
  static const Conversion one(host, {from, test::protocol_id()}, {to, test::other_protocol_id()});
  return one;
}

// What of an answer the target has no form for, each of which must have been named.
std::string unnamed_losses(const kit::Decoded& decoded, const Spoken& to, const std::vector<kit::Loss>& losses) {
  std::size_t needed = 0;
  std::string unnamed;
  const auto is_lost = [&](const aip_event& event) {
    if (event.choice != 0 && event.choice != AIP_NO_CHOICE && to.one_choice) return true;
    if (event.kind != AIP_EVENT_PART_START) return true;
    return (event.part_kind == AIP_PART_AUDIO && !to.audio) ||
           (event.flags & (AIP_PART_FLAG_HOSTED | AIP_PART_FLAG_REDACTED)) != 0;
  };
  for (const aip_event& event : decoded.seen.events) {
    const bool countable = event.kind == AIP_EVENT_PART_START || event.kind == AIP_EVENT_ANNOTATION ||
                           event.kind == AIP_EVENT_LOGPROBS || event.kind == AIP_EVENT_OPAQUE;
    if (countable && is_lost(event)) ++needed;
    for (const aip_extra& extra : sdk::span(event.extras)) {
      const std::string pointer = "/" + std::string(sdk::view(extra.key));
      if (std::none_of(losses.begin(), losses.end(), [&](const kit::Loss& loss) { return loss.pointer == pointer; })) {
        unnamed += pointer + " ";
      }
    }
  }
  const auto parts = std::count_if(losses.begin(), losses.end(), [](const kit::Loss& loss) {
    return loss.pointer.starts_with("/content") || loss.pointer.starts_with("/choices") ||
           loss.pointer.starts_with("/output/");
  });
  if (static_cast<std::size_t>(parts) < needed) {
    unnamed += std::to_string(needed) + " parts lost, " + std::to_string(parts) + " named";
  }
  return unnamed;
}

void expect_request_is_kept(const Recording& recording) {
  if (recording.request_body.empty()) return;
  const auto tree = conversion().tree(recording);
  const bool streams = (tree->canonical().flags & AIP_REQUEST_STREAM) != 0;
  const auto again = conversion().read(conversion().request(*tree), streams);
  const auto& losses = tree->call().losses();
  const Spoken& from = conversion().from();
  const Spoken& to = conversion().to();
  const Habits habits{from.media_apart || to.media_apart, from.strict_said || to.strict_said};
  EXPECT_EQ(what_differs(items_of(tree->canonical(), habits), items_of(again->canonical(), habits), losses), "")
      << recording.name;
  for (const RequestItem& extra : extras_of(tree->canonical())) {
    EXPECT_TRUE(std::any_of(losses.begin(), losses.end(),
                            [&](const kit::Loss& loss) { return loss.pointer.ends_with(extra.pointer); }))
        << recording.name << extra.pointer;
  }
}

void expect_answer_is_kept(const Recording& recording, kit::Request& asked) {
  const kit::Decoded first = conversion().decoded(asked, recording);
  const std::size_t decoding = asked.call().losses().size();
  const kit::Encoded encoded = conversion().answer(asked, first);
  const std::vector<kit::Loss> losses(asked.call().losses().begin() + static_cast<std::ptrdiff_t>(decoding),
                                      asked.call().losses().end());
  const kit::Decoded second = conversion().read_back(asked, encoded);
  EXPECT_TRUE(second.seen.fold.ended()) << recording.name;
  const Said before = in_words_of(said(first.seen.fold), conversion().to());
  Said after = said(second.seen.fold);
  forget_made_ids(before, after);
  const std::uint64_t counts = before.usage.present & after.usage.present;
  EXPECT_EQ(to_text(after, counts), to_text(before, counts)) << recording.name;
  EXPECT_EQ(before.usage.present & conversion().to().counts & ~after.usage.present, 0U) << recording.name;
  EXPECT_EQ(unnamed_losses(first, conversion().to(), losses), "") << recording.name;
}

void expect_cuts_change_nothing(const Recording& recording) {
  std::unique_ptr<kit::Request> asked;
  std::size_t used = 0;
  std::string whole;
  const auto answer = [&](const kit::Chunks& chunks) {
    if (used++ % kCutsOfOneRequest == 0) asked = conversion().asked(recording.stream);
    return conversion().answer(*asked, conversion().decoded(*asked, recording, chunks)).body;
  };
  whole = answer(kit::Chunks::whole());
  ASSERT_EQ(answer(kit::Chunks::bytes()), whole) << recording.name;
  for (const std::size_t cut : cut_places(recording.body.size())) {
    ASSERT_EQ(answer(kit::Chunks::at({cut})), whole) << recording.name << " cut at " << cut;
  }
}

TEST(ConvertedTest, RecordedExchangesSayTheSame) {
  const auto shared = shared_folder();
  if (!shared) GTEST_SKIP() << "no shared folder beside the source tree";
  const auto recordings = read_recordings(*shared, std::string(conversion().from().recordings));
  std::size_t requests = 0;
  std::size_t converted = 0;
  for (const Recording& recording : recordings) {
    if (const std::string why = conversion().why_not(recording); !why.empty()) {
      std::printf("excluded %s: %s\n", recording.name.c_str(), why.c_str());
      continue;
    }
    try {
      expect_request_is_kept(recording);
      expect_answer_is_kept(recording, *conversion().asked(recording));
      expect_answer_is_kept(recording, *conversion().asked(!recording.stream));
      expect_cuts_change_nothing(recording);
    } catch (const std::exception& fault) {
      ADD_FAILURE() << recording.name << ": " << fault.what();
    }
    if (!recording.request_body.empty()) ++requests;
    ++converted;
  }
  std::printf("converted %zu answers and %zu requests of %zu\n", converted, requests, recordings.size());
  EXPECT_GT(converted, 0U);
  EXPECT_GT(requests, 0U);
}

}  // namespace
}  // namespace aipool::replay
