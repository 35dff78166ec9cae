// SPDX-License-Identifier: MIT
#include "request_items.h"

#include <algorithm>
#include <string_view>

#include "aipool/sdk.hpp"
#include "protocol_test.h"

namespace aipool::replay {
namespace {

constexpr std::string_view kAnyObject = R"({"type":"object"})";

std::string joined(std::initializer_list<std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

// Whatever protocol an id came in: Claude's has fewer characters for it.
std::string id_of(const aip_part& part) {
  std::string id(sdk::view(part.id));
  for (char& c : id) c = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' ? c : '_';
  return id;
}

std::string source_of(const aip_part& part) {
  if (sdk::present(part.data)) return joined({sdk::view(part.media_type), sdk::view(part.data)});
  return std::string(sdk::view(sdk::present(part.uri) ? part.uri : part.file_id));
}

// One side's turns in a row, whose parts protocols put into messages of their own in different order.
class Turn {
 public:
  explicit Turn(bool media_apart) : media_apart_(media_apart) {}

  void add(const aip_part& part, const std::string& pointer) {
    switch (part.kind) {
      case AIP_PART_TOOL_RESULT:
        return result(part, pointer);
      case AIP_PART_TOOL_CALL:
        calls_.push_back({pointer, joined({"call", id_of(part), sdk::view(part.name), arguments(part)})});
        return;
      case AIP_PART_REASONING:
        if (part.text.len != 0) thoughts_.push_back({pointer, joined({"thought", sdk::view(part.text)})});
        return;
      default:
        content(part, pointer);
    }
  }

  void flush(std::string_view side, std::vector<RequestItem>& to) {
    for (auto* list : {&results_, &thoughts_, &contents_, &media_, &calls_}) {
      for (RequestItem& item : *list) to.push_back({item.pointer, joined({side, item.text})});
      list->clear();
    }
  }

 private:
  void result(const aip_part& part, const std::string& pointer) {
    std::string text = joined({"result", id_of(part)});
    for (const aip_part& child : sdk::children(part)) {
      if (child.kind == AIP_PART_TEXT && child.text.len != 0) text.append(" ").append(sdk::view(child.text));
      if (child.kind != AIP_PART_TEXT) content(child, pointer);  // which may move out of the result
    }
    results_.push_back({pointer, text});
  }

  static std::string arguments(const aip_part& call) {
    if ((call.flags & AIP_PART_FLAG_CUSTOM) != 0) return joined({"free-form", sdk::view(call.text)});
    return test::sorted_json(call.json.len == 0 ? std::string_view("{}") : sdk::view(call.json));
  }

  void content(const aip_part& part, const std::string& pointer) {
    const std::string_view text = sdk::view(part.text);
    const bool says_text = part.kind == AIP_PART_TEXT || part.kind == AIP_PART_REFUSAL ||
                           (part.kind == AIP_PART_DOCUMENT && !text.empty());
    if (says_text && text.empty()) return;  // which no protocol needs
    (says_text || !media_apart_ ? contents_ : media_).push_back(
        {pointer, says_text ? joined({"text", text}) : joined({"part", std::to_string(part.kind), source_of(part)})});
  }

  const bool media_apart_;
  std::vector<RequestItem> results_, thoughts_, contents_, media_, calls_;
};

bool is_system(const aip_message& message) {
  return message.role == AIP_ROLE_SYSTEM || message.role == AIP_ROLE_DEVELOPER;
}

bool says_something(const aip_message& message) {
  for (const aip_part& part : sdk::parts(message)) {
    if (part.kind != AIP_PART_TEXT || part.text.len != 0) return true;
  }
  return false;
}

// A system prompt that nothing follows is what the user says: protocols that hold it apart have no request without a
// turn.
void add_messages(const aip_request& request, bool media_apart, std::vector<RequestItem>& to) {
  std::vector<RequestItem> turns;
  Turn turn(media_apart);
  std::string_view side;
  std::size_t index = 0;
  bool any_turn = false;
  for (const aip_message& message : sdk::messages(request)) {
    any_turn = any_turn || (!is_system(message) && says_something(message));
  }
  for (const aip_message& message : sdk::messages(request)) {
    const std::string pointer = "/messages/" + std::to_string(index++);
    if (is_system(message) && any_turn) {
      for (const aip_part& part : sdk::parts(message)) {
        if (part.text.len != 0) to.push_back({pointer, joined({"system", sdk::view(part.text)})});
      }
      continue;
    }
    const std::string_view speaks = message.role == AIP_ROLE_ASSISTANT ? "assistant" : "user";
    if (speaks != side) turn.flush(side, turns);
    side = speaks;
    for (const aip_part& part : sdk::parts(message)) turn.add(part, pointer);
  }
  turn.flush(side, turns);
  to.insert(to.end(), turns.begin(), turns.end());
}

void add_tools(const aip_request& request, bool strict_said, std::vector<RequestItem>& to) {
  const std::uint32_t shown = strict_said ? AIP_TOOL_FLAG_STRICT : AIP_TOOL_FLAG_STRICT | AIP_TOOL_FLAG_STRICT_SET;
  std::size_t index = 0;
  for (const aip_tool& tool : sdk::tools(request)) {
    const std::string_view schema = sdk::present(tool.schema_json) ? sdk::view(tool.schema_json) : kAnyObject;
    to.push_back({"/tools/" + std::to_string(index++),
                  joined({"tool", std::to_string(tool.kind), sdk::view(tool.name), sdk::view(tool.description),
                          test::sorted_json(schema), std::to_string(tool.flags & shown)})});
  }
  if (const aip_tool_choice* choice = request.tool_choice; choice != nullptr && choice->mode != AIP_CHOICE_AUTO) {
    std::string text = joined({"tool choice", std::to_string(choice->mode)});
    for (const aip_bytes& name : sdk::names(*choice)) text.append(" ").append(sdk::view(name));
    to.push_back({"/tool_choice", text});
  }
  const bool one = sdk::has(request, AIP_HAS_PARALLEL_TOOLS) && (request.flags & AIP_REQUEST_PARALLEL_TOOLS) == 0;
  if (one && request.tool_count != 0) to.push_back({"/tool_choice", "one call at a time"});
}

void add_settings(const aip_request& request, std::vector<RequestItem>& to) {
  const auto number = [&](std::uint64_t bit, std::string_view key, double value) {
    if (sdk::has(request, bit)) to.push_back({"/" + std::string(key), joined({key, std::to_string(value)})});
  };
  const auto word = [&](std::string_view key, aip_bytes value) {
    if (value.len != 0) to.push_back({"/" + std::string(key), joined({key, sdk::view(value)})});
  };
  number(AIP_HAS_MAX_OUTPUT, "max_tokens", static_cast<double>(request.max_output));
  number(AIP_HAS_TEMPERATURE, "temperature", request.temperature);
  number(AIP_HAS_TOP_P, "top_p", request.top_p);
  number(AIP_HAS_TOP_K, "top_k", static_cast<double>(request.top_k));
  number(AIP_HAS_PRESENCE_PENALTY, "presence_penalty", request.presence_penalty);
  number(AIP_HAS_FREQUENCY_PENALTY, "frequency_penalty", request.frequency_penalty);
  number(AIP_HAS_SEED, "seed", static_cast<double>(request.seed));
  if (request.choices > 1) number(AIP_HAS_CHOICES, "n", static_cast<double>(request.choices));
  number(AIP_HAS_LOGPROBS, "logprobs", request.flags & AIP_REQUEST_LOGPROBS);
  number(AIP_HAS_TOP_LOGPROBS, "top_logprobs", static_cast<double>(request.top_logprobs));
  number(AIP_HAS_STORE, "store", request.flags & AIP_REQUEST_STORE);
  for (const aip_bytes& sequence : sdk::stop_sequences(request)) word("stop", sequence);
  word("user", request.user);
  word("metadata", request.metadata_json);
  word("service_tier", request.service_tier);
  word("prompt_cache_key", request.cache_key);
  word("verbosity", request.verbosity);
  if ((request.flags & AIP_REQUEST_STREAM) != 0) to.push_back({"/stream", "streamed"});
  if (const aip_format* format = request.format; format != nullptr && format->kind != AIP_FORMAT_TEXT) {
    const std::string schema =
        sdk::present(format->schema_json) ? test::sorted_json(sdk::view(format->schema_json)) : "";
    to.push_back({"/response_format", joined({"format", std::to_string(format->kind), schema})});
  }
  // Left to the model is what saying nothing says.
  if (const aip_reasoning* said = request.reasoning;
      said != nullptr && said->effort != AIP_EFFORT_ADAPTIVE && (said->effort != 0 || said->budget_tokens >= 0)) {
    to.push_back(
        {"/reasoning", joined({"reasoning", std::to_string(said->effort), std::to_string(said->budget_tokens)})});
  }
}

void add_extras(aip_extras extras, std::vector<RequestItem>& to) {
  for (const aip_extra& extra : sdk::span(extras)) {
    to.push_back({"/" + std::string(sdk::view(extra.key)), joined({"unmapped", sdk::view(extra.raw)})});
  }
}

bool named(const RequestItem& item, const std::vector<kit::Loss>& losses) {
  return std::any_of(losses.begin(), losses.end(), [&](const kit::Loss& loss) {
    return loss.pointer == item.pointer || loss.pointer.starts_with(item.pointer + "/") ||
           item.pointer.starts_with(loss.pointer + "/");
  });
}

}  // namespace

std::vector<RequestItem> items_of(const aip_request& request, const Habits& habits) {
  std::vector<RequestItem> items;
  add_settings(request, items);
  add_tools(request, habits.strict_said, items);
  add_messages(request, habits.media_apart, items);
  return items;
}

std::vector<RequestItem> extras_of(const aip_request& request) {
  std::vector<RequestItem> extras;
  add_extras(request.extras, extras);
  if (request.reasoning != nullptr) add_extras(request.reasoning->extras, extras);
  if (request.format != nullptr) add_extras(request.format->extras, extras);
  for (const aip_tool& tool : sdk::tools(request)) {
    if (tool.kind == AIP_TOOL_FUNCTION) add_extras(tool.extras, extras);
  }
  for (const aip_message& message : sdk::messages(request)) {
    add_extras(message.extras, extras);
    for (const aip_part& part : sdk::parts(message)) add_extras(part.extras, extras);
  }
  return extras;
}

std::string what_differs(const std::vector<RequestItem>& before, const std::vector<RequestItem>& after,
                         const std::vector<kit::Loss>& losses) {
  std::string differs;
  std::size_t next = 0;
  for (const RequestItem& item : before) {
    const auto found = std::find_if(after.begin() + static_cast<std::ptrdiff_t>(next), after.end(),
                                    [&](const RequestItem& other) { return other.text == item.text; });
    if (found == after.end()) {
      if (!named(item, losses)) differs += "gone unnamed: " + item.pointer + " " + item.text + "\n";
      continue;
    }
    for (auto added = after.begin() + static_cast<std::ptrdiff_t>(next); added != found; ++added) {
      if (added->pointer.starts_with("/messages")) differs += "came from nowhere: " + added->text + "\n";
    }
    next = static_cast<std::size_t>(found - after.begin()) + 1;
  }
  for (; next < after.size(); ++next) {
    if (after[next].pointer.starts_with("/messages")) differs += "came from nowhere: " + after[next].text + "\n";
  }
  return differs;
}

}  // namespace aipool::replay
