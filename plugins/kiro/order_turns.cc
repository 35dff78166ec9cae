// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iterator>
#include <set>

#include "plugins/kiro/turns.h"

namespace aipool::kiro {
namespace {

constexpr std::string_view kGoOn = "Continue";
constexpr std::string_view kAgreed = "OK";
constexpr std::string_view kOnlyResults = "Tool results provided.";
constexpr std::string_view kOnlyImages = " ";

template <class Item>
void move_to(std::vector<Item>& from, std::vector<Item>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

void append_turn(Turn& to, Turn&& turn) {
  if (!to.text.empty() && !turn.text.empty()) to.text += '\n';
  to.text += turn.text;
  move_to(turn.images, to.images);
  move_to(turn.uses, to.uses);
  move_to(turn.results, to.results);
}

void merge_neighbours(std::vector<Turn>& turns) {
  std::vector<Turn> merged;
  for (Turn& turn : turns) {
    if (!merged.empty() && merged.back().assistant == turn.assistant) {
      append_turn(merged.back(), std::move(turn));
    } else {
      merged.push_back(std::move(turn));
    }
  }
  turns = std::move(merged);
}

Turn filler(bool assistant) {
  Turn turn;
  turn.assistant = assistant;
  turn.text = assistant ? kAgreed : kGoOn;
  return turn;
}

void say_use(Turn& turn, const ToolUse& use) {
  Turn said;
  said.text = "[Called " + use.name + " as " + use.id + " with " + use.arguments + "]";
  append_turn(turn, std::move(said));
}

void say_result(Turn& turn, const ToolResult& result) {
  Turn said;
  said.text = "[Result of " + result.id + (result.failed ? ", failed: " : ": ") + result.text + "]";
  append_turn(turn, std::move(said));
}

template <class Item>
std::set<std::string> ids_of(const std::vector<Item>* items) {
  std::set<std::string> ids;
  if (items == nullptr) return ids;
  for (const Item& item : *items) ids.insert(item.id);
  return ids;
}

// Keeps the first of each id that is among `partners`; `say` puts the others into words.
template <class Item, class Say>
void keep_paired(std::vector<Item>& items, const std::set<std::string>& partners, Say&& say) {
  std::set<std::string> seen;
  std::vector<Item> kept;
  for (Item& item : items) {
    const bool paired = !item.id.empty() && partners.contains(item.id) && seen.insert(item.id).second;
    if (paired) {
      kept.push_back(std::move(item));
    } else {
      say(item);
    }
  }
  items = std::move(kept);
}

void fill_text(Turn& turn) {
  if (turn.text.find_first_not_of(" \t\r\n") != std::string::npos) return;
  if (turn.assistant) {
    turn.text = kAgreed;
  } else if (!turn.results.empty()) {
    turn.text = kOnlyResults;
  } else {
    turn.text = turn.images.empty() ? kGoOn : kOnlyImages;
  }
}

}  // namespace

void pair_calls(const Target& target, std::vector<Turn>& turns) {
  merge_neighbours(turns);
  const Place body;
  const Place list = body.key("messages");
  for (std::size_t i = 0; i < turns.size(); ++i) {
    Turn& turn = turns[i];
    const auto* results = turn.assistant && i + 1 < turns.size() ? &turns[i + 1].results : nullptr;
    const auto* uses = !turn.assistant && i > 0 ? &turns[i - 1].uses : nullptr;
    keep_paired(turn.uses, ids_of(results), [&](const ToolUse& use) {
      target.lose(list, "a call without a result became text");
      say_use(turn, use);
    });
    keep_paired(turn.results, ids_of(uses), [&](const ToolResult& result) {
      target.lose(list, "a result without a call became text");
      say_result(turn, result);
    });
  }
}

void alternate(const Target& target, std::vector<Turn>& turns) {
  merge_neighbours(turns);
  if (turns.empty() || turns.front().assistant) turns.insert(turns.begin(), filler(false));
  if (turns.back().assistant) {
    const Place body;
    target.lose(body.key("messages"), "the answer's beginning became a turn of its own");
    turns.push_back(filler(false));
  }
}

void trim_history(const Target& target, std::size_t bytes_max, std::vector<Turn>& turns) {
  std::size_t sum = 0;
  for (const Turn& turn : turns) sum += turn.size();
  std::size_t dropped = 0;
  while (bytes_max != 0 && sum > bytes_max && dropped + 2 < turns.size()) {
    sum -= turns[dropped].size() + turns[dropped + 1].size();
    dropped += 2;
  }
  if (dropped == 0) return;
  const Place body;
  target.lose(body.key("messages"), std::to_string(dropped) + " of the oldest turns, by the account's history_max");
  // The first of the rest may hold results of calls that are gone.
  for (const ToolResult& result : turns[dropped].results) say_result(turns[dropped], result);
  turns[dropped].results.clear();
  turns.erase(turns.begin(), turns.begin() + static_cast<std::ptrdiff_t>(dropped));
}

void fill_texts(std::vector<Turn>& turns) {
  for (Turn& turn : turns) fill_text(turn);
}

}  // namespace aipool::kiro
