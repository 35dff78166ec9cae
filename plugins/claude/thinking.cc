// SPDX-License-Identifier: MIT
#include "plugins/claude/thinking.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "plugins/claude/encode_blocks.h"

namespace aipool::claude {
namespace {

constexpr std::int64_t kBudgetMin = 1024;  // the API takes no less
constexpr std::int64_t kAnswerRoom = 4096;

struct Version {
  int major = 0;
  int minor = 0;
};

// "claude-opus-4-6-20260101" is 4.6, "claude-3-5-haiku-latest" 3.5, "claude-sonnet-4-20250514" 4.0.
std::optional<Version> version_of(std::string_view model) {
  Version version;
  int numbers = 0;
  while (!model.empty()) {
    const std::size_t end = std::min(model.find_first_of("-."), model.size());
    const std::string_view word = model.substr(0, end);
    int number = 0;
    const auto [rest, fault] = std::from_chars(word.data(), word.data() + word.size(), number);
    const bool is_number = fault == std::errc() && rest == word.data() + word.size() && word.size() <= 2;
    if (is_number) (numbers++ == 0 ? version.major : version.minor) = number;
    if (numbers == 2 || (numbers == 1 && !is_number)) break;
    model.remove_prefix(std::min(end + 1, model.size()));
  }
  if (numbers == 0) return std::nullopt;
  return version;
}

// Words that this protocol has.
std::string_view own_effort(aip_enum effort) {
  if (effort == AIP_EFFORT_NONE || effort == AIP_EFFORT_ADAPTIVE) return {};
  return effort_word(effort == AIP_EFFORT_MINIMAL ? AIP_EFFORT_LOW : effort);
}

}  // namespace

bool thinks_adaptively(std::string_view model) {
  const auto version = version_of(model);
  return !version || version->major > 4 || (version->major == 4 && version->minor >= 6);
}

std::int64_t usual_max_output(std::string_view model) {
  const auto version = version_of(model);
  if (!version || version->major >= 4) return 32'000;
  if (version->minor >= 7) return 32'000;
  return version->minor == 5 ? 8'192 : 4'096;
}

bool calls_lack_thoughts(const Target& target) {
  bool calls = false;
  bool thoughts = false;
  for (const aip_message& message : sdk::messages(target.request)) {
    if (message.role != AIP_ROLE_ASSISTANT) continue;
    calls = thoughts = false;
    for (const aip_part& part : sdk::parts(message)) {
      calls = calls || part.kind == AIP_PART_TOOL_CALL;
      thoughts = thoughts || (part.kind == AIP_PART_REASONING && why_not(target, part).empty());
    }
  }
  return calls && !thoughts;
}

Thinking::Thinking(const Target& target) {
  const aip_request& request = target.request;
  const std::string_view model =
      sdk::view(request.upstream_model.len != 0 ? request.upstream_model : request.client_model);
  max_output_ = sdk::has(request, AIP_HAS_MAX_OUTPUT) ? request.max_output : usual_max_output(model);
  const aip_reasoning* said = request.reasoning;
  if (said == nullptr) return;
  if (sdk::present(said->display) && !target.own(said->origin)) {
    const Place body;
    target.lose(body.key("reasoning"), "how thoughts are shown");
  }
  if (said->effort == 0 && said->budget_tokens < 0) return;
  display_ = sdk::view(said->display);
  if (said->effort == AIP_EFFORT_NONE || said->budget_tokens == 0) {
    kind_ = Kind::kOff;
  } else if (said->budget_tokens < 0 && (said->effort == AIP_EFFORT_ADAPTIVE || thinks_adaptively(model))) {
    kind_ = Kind::kAdaptive;
    effort_ = own_effort(said->effort);
  } else {
    kind_ = Kind::kBudget;
    budget_ = said->budget_tokens >= 0 ? said->budget_tokens : convert::budget_of_effort(said->effort);
    if (said->budget_tokens >= 0 && budget_ < kBudgetMin) {
      const Place body;
      target.lose(body.key("reasoning"), "raised to the least budget that the API takes");
    }
    budget_ = std::max(budget_, kBudgetMin);
    if (said->budget_tokens >= 0) take_effort_beside_budget(target, *said);
    // A limit that the client set stands; what it leaves is the budget's.
    if (!sdk::has(request, AIP_HAS_MAX_OUTPUT)) max_output_ = std::max(max_output_, budget_ + kAnswerRoom);
    if (budget_ >= max_output_) budget_ = max_output_ - 1;
    if (budget_ < kBudgetMin) kind_ = Kind::kUnsaid;
    const bool client_cares = target.own(request.client_protocol) && (request.flags & AIP_REQUEST_UNSIGNED) == 0;
    if (!client_cares && calls_lack_thoughts(target)) {
      const Place body;
      target.lose(body.key("reasoning"), "the thoughts before the last calls are not there");
      kind_ = Kind::kUnsaid;
    }
  }
}

// A client of this protocol knows which models take both.
void Thinking::take_effort_beside_budget(const Target& target, const aip_reasoning& said) {
  if (target.own(said.origin)) {
    effort_ = own_effort(said.effort);
  } else if (said.effort != 0) {
    const Place body;
    target.lose(body.key("reasoning_effort"), "an effort beside a token budget");
  }
}

void Thinking::write(const Target& target, ObjectWriter& body) const {
  if (kind_ == Kind::kUnsaid || !body.member("thinking")) return;
  json::Writer& out = target.out;
  constexpr std::string_view kTypes[] = {"", "disabled", "enabled", "adaptive"};
  out.begin_object().key("type").string(kTypes[static_cast<std::size_t>(kind_)]);
  if (kind_ == Kind::kBudget) out.key("budget_tokens").number(budget_);
  if (on() && !display_.empty() && target.own(target.request.reasoning->origin)) out.key("display").string(display_);
  out.end_object();
}

}  // namespace aipool::claude
