// SPDX-License-Identifier: MIT
#include "plugins/openai/encode_thinking.h"

#include <charconv>

#include "plugins/openai/effort.h"

namespace aipool::openai {
namespace {

// What is asked for: the client's word, or the account's where the client says nothing.
struct Wish {
  aip_enum effort = 0;       // 0: not said
  std::int64_t budget = -1;  // below 0: not said

  bool off() const { return effort == AIP_EFFORT_NONE || (effort == 0 && budget == 0); }
};

std::int64_t number_of(std::string_view digits) {
  std::int64_t number = -1;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

class Thinking {
 public:
  Thinking(const Target& target, ObjectWriter& body, const Wish& wish) : target_(target), body_(body), wish_(wish) {}

  void as_effort(bool own) {
    const bool by_budget = wish_.effort == 0 && wish_.budget >= 0;
    const auto effort = by_budget ? effort_of_budget(wish_.budget) : wish_.effort;
    if (by_budget) lose("a token budget became the nearest effort");
    if (wish_.effort != 0 && wish_.budget >= 0 && !own) lose("a token budget beside an effort");
    const std::string_view word = effort_word(effort);
    if (!word.empty()) body_.string("reasoning_effort", sdk::bytes(word));
  }

  // Qwen, vLLM: a switch, and a budget. Efforts above `high` leave the budget to the model.
  void as_switch() {
    if (body_.member("enable_thinking")) target_.out.boolean(!wish_.off());
    if (wish_.off()) return;
    const bool capped = wish_.budget < 0 && wish_.effort <= AIP_EFFORT_HIGH;
    const std::int64_t budget = capped ? budget_of_effort(wish_.effort) : wish_.budget;
    if (budget > 0 && body_.member("thinking_budget")) target_.out.number(budget);
  }

  // GLM, Kimi, DeepSeek: a switch.
  void as_type() {
    if (wish_.budget > 0) lose("a token budget: the host only turns thinking on and off");
    if (!body_.member("thinking")) return;
    target_.out.begin_object().key("type").string(wish_.off() ? "disabled" : "enabled").end_object();
  }

  // OpenRouter: an effort or a budget, not both.
  void as_object() {
    if (!body_.member("reasoning")) return;
    target_.out.begin_object();
    const std::string_view word = wish_.off() ? "none" : effort_word(wish_.effort);
    if (wish_.budget > 0) {
      target_.out.key("max_tokens").number(wish_.budget);
    } else if (!word.empty()) {
      target_.out.key("effort").string(word);
    } else {
      target_.out.key("enabled").boolean(true);
    }
    target_.out.end_object();
  }

  void lose(std::string_view why) {
    const Place body;
    target_.lose(body.key("reasoning"), why);
  }

 private:
  const Target& target_;
  ObjectWriter& body_;
  const Wish wish_;
};

// The account's words for a client that says nothing; false: it has none either.
bool set_default(const ChatDialect& dialect, Wish& wish) {
  if (!dialect.think.empty()) wish.effort = dialect.think == "true" ? AIP_EFFORT_ADAPTIVE : AIP_EFFORT_NONE;
  if (!wish.off()) wish.budget = number_of(dialect.thinking_budget);
  return wish.effort != 0 || wish.budget >= 0;
}

}  // namespace

void encode_thinking(const Target& target, ObjectWriter& body, const ChatDialect& dialect) {
  const aip_reasoning* reasoning = target.request.reasoning;
  const bool by_effort = dialect.thinking.empty() || dialect.thinking == "effort";
  Wish wish;
  bool own = true;
  if (reasoning != nullptr) {
    const Place root;
    lose_foreign(target.env, reasoning->extras, target.origin, root);
    own = target.own(reasoning->origin);
    const Place place = root.key("reasoning");
    if (sdk::present(reasoning->display)) target.lose(place.key("display"), "how thoughts are shown");
    const bool in_other_form = own && reasoning->extras.count != 0;
    if (in_other_form && (!by_effort || source_form(target, "reasoning_effort").empty())) return;
    wish = {reasoning->effort, reasoning->budget_tokens};
  } else if (!set_default(dialect, wish)) {
    return;
  }
  Thinking thinking(target, body, wish);
  if (by_effort) return thinking.as_effort(own);
  if (dialect.thinking == "enable_thinking") return thinking.as_switch();
  if (dialect.thinking == "thinking") return thinking.as_type();
  if (dialect.thinking == "reasoning") return thinking.as_object();
  thinking.lose("the host has no word for it");
}

}  // namespace aipool::openai
