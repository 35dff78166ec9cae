// SPDX-License-Identifier: MIT
#include "plan.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string_view>

#include "schema_instance.h"
#include "script.h"

#ifndef ECHO_WORD
#define ECHO_WORD 'w'  // a test of reloads builds the plugin with another letter, too
#endif

namespace echo {
namespace {

constexpr std::size_t kResultShown = 300;
constexpr std::uint32_t kWordsMax = 1'000'000;

// The prompt that rules, and what happened since.
struct Script {
  std::vector<Directive> all;
  std::vector<Directive> tools;
  std::size_t calls_made = 0;
  std::vector<std::string> results;

  const Directive* find(std::string_view word) const {
    const auto found = std::find_if(all.begin(), all.end(), [word](const Directive& d) { return d.word == word; });
    return found == all.end() ? nullptr : &*found;
  }
  std::string value(std::string_view word) const {
    const Directive* directive = find(word);
    return directive == nullptr ? std::string() : std::string(directive->value);
  }
};

Script script_of(const Conversation& conversation) {
  Script script;
  for (const Turn& turn : conversation.turns) {
    auto found = turn.role == AIP_ROLE_ASSISTANT ? std::vector<Directive>() : directives(turn.text);
    if (!found.empty()) script = {std::move(found), {}, 0, {}};
    script.calls_made += turn.calls;
    script.results.insert(script.results.end(), turn.results.begin(), turn.results.end());
  }
  std::copy_if(script.all.begin(), script.all.end(), std::back_inserter(script.tools),
               [](const Directive& d) { return d.word == "tool"; });
  return script;
}

std::uint32_t number(std::string_view text, std::uint32_t otherwise) {
  std::uint32_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  return fault == std::errc() && value != 0 ? value : otherwise;
}

std::string words(std::uint32_t count) {
  std::string text;
  for (std::uint32_t i = 0; i < std::min(count, kWordsMax); ++i) {
    if (i != 0) text += ' ';
    text += ECHO_WORD;
    text += std::to_string(i);
  }
  return text;
}

// At most `bytes` of the text, whole characters only.
std::string_view head(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

bool is_offered(const Conversation& conversation, std::string_view name) {
  return std::any_of(conversation.tools.begin(), conversation.tools.end(),
                     [name](const Tool& tool) { return tool.name == name; });
}

void plan_scripted_calls(const Conversation& conversation, const Script& script, Plan& plan) {
  const auto first = script.tools.begin() + static_cast<std::ptrdiff_t>(script.calls_made);
  const auto last = script.find("parallel") != nullptr ? script.tools.end() : first + 1;
  for (auto step = first; step != last; ++step) {
    if (!is_offered(conversation, step->value)) {
      plan.calls.clear();
      plan.text = "NO_SUCH_TOOL_OFFERED " + std::string(step->value);
      return;
    }
    plan.calls.push_back({std::string(step->value), step->arguments});
  }
  plan.text = script.value("pretext");
  plan.finish = AIP_FINISH_TOOL;
}

void plan_forced_call(const Conversation& conversation, Plan& plan) {
  for (const Tool& tool : conversation.tools) {
    if (tool.name != conversation.forced_tool) continue;
    plan.calls.push_back({tool.name, tool.schema.empty() ? "{}" : instance_of_schema(tool.schema)});
    plan.finish = AIP_FINISH_TOOL;
  }
}

std::string results_seen(const Script& script) {
  const std::size_t shown = script.find("parallel") != nullptr ? script.tools.size() : 1;
  const std::size_t skipped = script.results.size() - std::min(script.results.size(), shown);
  std::string text = "TOOL_OK ";
  for (std::size_t i = skipped; i < script.results.size(); ++i) {
    if (i != skipped) text += " | ";
    text += head(script.results[i], kResultShown);
  }
  return text;
}

std::string last_prompt(const Conversation& conversation) {
  for (auto turn = conversation.turns.rbegin(); turn != conversation.turns.rend(); ++turn) {
    if (turn->role == AIP_ROLE_USER && !turn->text.empty()) return turn->text;
  }
  return "hello";
}

// "MS WORDS" of [[slow:...]].
std::uint32_t slow_words(std::string_view value) {
  const std::size_t space = value.find(' ');
  return space == std::string_view::npos ? 100 : number(value.substr(space + 1), 100);
}

void plan_text(const Conversation& conversation, const Script& script, Plan& plan) {
  const Directive* slow = script.find("slow");
  if (slow != nullptr) plan.delay_ms = number(slow->value, 20);
  if (script.find("maxtok") != nullptr) plan.finish = AIP_FINISH_LENGTH;
  if (script.find("text") != nullptr) {
    plan.text = script.value("text");
  } else if (const Directive* count = script.find("long"); count != nullptr) {
    plan.text = words(number(count->value, 100));
  } else if (slow != nullptr) {
    plan.text = words(slow_words(slow->value));
  } else if (!script.tools.empty() && !script.results.empty()) {
    plan.text = results_seen(script);
  } else if (!conversation.forced_tool.empty() && script.results.empty()) {
    plan_forced_call(conversation, plan);
  } else if (!conversation.schema.empty()) {
    plan.text = instance_of_schema(conversation.schema);
  } else {
    plan.text = conversation.wants_json ? "{}" : last_prompt(conversation);
  }
}

}  // namespace

Plan plan_for(const Conversation& conversation) {
  const Script script = script_of(conversation);
  Plan plan;
  plan.thought = script.value("think");
  if (script.calls_made < script.tools.size()) {
    plan_scripted_calls(conversation, script, plan);
  } else {
    plan_text(conversation, script, plan);
  }
  return plan;
}

}  // namespace echo
