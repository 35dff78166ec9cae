// SPDX-License-Identifier: MIT
#include "said.h"

#include <algorithm>
#include <utility>

#include "protocol_test.h"

namespace aipool::replay {
namespace {

constexpr std::string_view kNoArguments = "{}";

// Free-form input is an object with one member where a protocol has only objects.
std::string arguments_of(const sdk::FoldedPart& part) {
  if ((part.start.flags & AIP_PART_FLAG_CUSTOM) != 0) {
    std::string object;
    json::Writer(object).begin_object().key("input").string(part.text).end_object();
    return object;
  }
  return part.text.empty() ? std::string(kNoArguments) : part.text;
}

void add_part(const sdk::FoldedPart& part, SaidChoice& choice) {
  switch (part.start.part_kind) {
    case AIP_PART_TEXT:
      choice.text += part.text;
      return;
    case AIP_PART_REASONING:
      if ((part.start.flags & AIP_PART_FLAG_REDACTED) == 0) choice.reasoning += part.text;
      return;
    case AIP_PART_REFUSAL:
      choice.refusal += part.text;
      return;
    case AIP_PART_AUDIO:
      choice.audio += part.text;
      return;
    case AIP_PART_TOOL_CALL:
      if ((part.start.flags & AIP_PART_FLAG_HOSTED) != 0) return;
      choice.calls.push_back({std::string(sdk::view(part.start.id)),
                              std::string(sdk::view(part.start.name)) + test::sorted_json(arguments_of(part))});
      return;
    default:
      return;
  }
}

void add_count(std::string& text, std::string_view name, bool counted, std::uint64_t tokens) {
  if (counted) text.append(" ").append(name).append("=").append(std::to_string(tokens));
}

}  // namespace

Said said(const sdk::Fold& fold) {
  Said answer;
  answer.id = sdk::view(fold.start().id);
  answer.model = sdk::view(fold.start().name);
  for (const sdk::FoldedPart& part : fold.parts()) add_part(part, answer.choices[part.start.choice]);
  constexpr std::uint32_t kMostChoices = 16;
  for (std::uint32_t index = 0; index < kMostChoices; ++index) {
    if (fold.finish(index) != 0) answer.choices[index].finish = fold.finish(index);
  }
  if (fold.usage() != nullptr) answer.usage = *fold.usage();
  return answer;
}

Said in_words_of(Said answer, const Spoken& protocol) {
  if (!protocol.ids) answer.id.clear();
  if (!answer.id.empty() && !answer.id.starts_with(protocol.id_prefix)) answer.id.insert(0, protocol.id_prefix);
  if (protocol.one_choice) answer.choices.erase(answer.choices.upper_bound(0), answer.choices.end());
  // Some hosts count thoughts beside the output where their protocol has them in it.
  if (protocol.thoughts_beside && answer.usage.reasoning > answer.usage.output) {
    answer.usage.output += answer.usage.reasoning;
  }
  for (auto& [index, choice] : answer.choices) {
    if (protocol.refusal_is_text) choice.text += std::exchange(choice.refusal, {});
    if (!protocol.audio) choice.audio.clear();
    const bool named = choice.finish == AIP_FINISH_LENGTH || choice.finish == AIP_FINISH_TOOL ||
                       (choice.finish == AIP_FINISH_FILTER && protocol.filter) ||
                       (choice.finish == AIP_FINISH_OTHER && protocol.other_ends);
    if (!named) choice.finish = choice.calls.empty() ? AIP_FINISH_STOP : AIP_FINISH_TOOL;
  }
  return answer;
}

void forget_made_ids(const Said& before, Said& after) {
  if (before.id.empty()) after.id.clear();
  if (before.model.empty()) after.model.clear();
  for (const auto& [index, choice] : before.choices) {
    std::vector<SaidCall>& calls = after.choices[index].calls;
    for (std::size_t i = 0; i < std::min(calls.size(), choice.calls.size()); ++i) {
      if (choice.calls[i].id.empty()) calls[i].id.clear();
    }
  }
}

std::string to_text(const Said& answer, std::uint64_t counts) {
  std::string text = answer.id + " " + answer.model + "\n";
  for (const auto& [index, choice] : answer.choices) {
    text += "choice " + std::to_string(index) + " finish " + std::to_string(choice.finish) + "\n";
    text += "text " + choice.text + "\nreasoning " + choice.reasoning + "\nrefusal " + choice.refusal + "\n";
    text += "audio " + choice.audio + "\n";
    for (const SaidCall& call : choice.calls) text += "call " + call.id + " " + call.text + "\n";
  }
  const aip_usage& usage = answer.usage;
  text += "usage";
  add_count(text, "input", (counts & AIP_COUNT_INPUT) != 0, usage.input);
  add_count(text, "output", (counts & AIP_COUNT_OUTPUT) != 0, usage.output);
  add_count(text, "total", (counts & AIP_COUNT_TOTAL) != 0, usage.total);
  add_count(text, "cache_read", (counts & AIP_COUNT_CACHE_READ) != 0, usage.cache_read);
  add_count(text, "cache_write", (counts & AIP_COUNT_CACHE_WRITE) != 0, usage.cache_write);
  add_count(text, "reasoning", (counts & AIP_COUNT_REASONING) != 0, usage.reasoning);
  return text;
}

}  // namespace aipool::replay
