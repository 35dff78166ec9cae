// SPDX-License-Identifier: MIT
#include "plugins/openai/decode_assistant.h"

#include <algorithm>
#include <string>

#include "plugins/openai/convert.h"

namespace aipool::openai {
namespace {

// {id, type: "function", function: {name, arguments}} or {id, type: "custom", custom: {name, input}}
void decode_call(const Source& source, json::Value value, const Place& place, aip_part& part) {
  part.id = source.required_string(source.object_at(value, place), "id", place);
  const bool custom = value.find("type").equals("custom");
  const std::string_view key = custom ? "custom" : "function";
  const std::string_view payload = custom ? "input" : "arguments";
  const json::Value body = source.required_object(value, key, place);
  const Place inner = place.key(key);
  part.name = source.required_string(body, "name", inner);
  if (custom) part.flags = AIP_PART_FLAG_CUSTOM;
  (custom ? part.text : part.json) = source.required_string(body, payload, inner);
  const bool whole = !has_others(body, {"name", payload});
  part.extras = whole ? extras_of(source, value, {"id", "type", key}) : extras_of(source, value, {"id", "type"});
}

void decode_legacy_call(const Source& source, json::Value value, const Place& place, const Calls& calls,
                        aip_part& part) {
  part.flags = AIP_PART_FLAG_LEGACY;
  part.id = calls.new_legacy_id();
  part.name = source.required_string(source.object_at(value, place), "name", place);
  part.json = source.required_string(value, "arguments", place);
  part.extras = extras_of(source, value, {"name", "arguments"});
}

// Compatible hosts call it `reasoning_content` or `reasoning`; the word is kept in the part's name.
std::string_view reasoning_key(json::Value value) {
  for (const std::string_view key : {"reasoning_content", "reasoning"}) {
    if (value.find(key).is_string()) return key;
  }
  return {};
}

constexpr json::Names kTurnNames("role", "name", "content", "refusal", "audio", "tool_calls", "function_call");

class TurnDecoder {
 public:
  TurnDecoder(const Source& source, json::Value value, const Place& place, Calls& calls, aip_message& message)
      : source_(source),
        value_(value),
        place_(place),
        calls_(calls),
        message_(message),
        extras_(source),
        turn_(value, extras_) {}

  void decode() {
    constexpr std::size_t kSingle = 5;  // thoughts, a text, a refusal, audio, a legacy call
    parts_ = source_.env.room<aip_part>(kSingle + turn_["content"].size() + turn_["tool_calls"].size());
    message_.name = source_.optional_at(turn_["name"], place_.key("name"));
    thoughts();
    for (const aip_part& part : decode_content(source_, turn_["content"], place_.key("content"), message_)) {
      parts_[count_++] = part;
    }
    const aip_bytes refusal = source_.optional_at(turn_["refusal"], place_.key("refusal"));
    if (sdk::present(refusal)) add(AIP_PART_REFUSAL, {}).text = refusal;
    audio();
    calls();
    message_.extras = extras_.take();
    sdk::set_parts(message_, parts_.first(count_));
  }

 private:
  aip_part& add(aip_enum kind, std::string_view name) {
    aip_part& part = parts_[count_++] = aip_part{};
    part.struct_size = sizeof part;
    part.kind = kind;
    part.origin = source_.origin;
    part.name = sdk::bytes(name);
    return part;
  }

  void thoughts() {
    const std::string_view key = extras_.empty() ? std::string_view() : reasoning_key(value_);
    if (key.empty()) return;
    extras_.drop(key);
    add(AIP_PART_REASONING, key).text = source_.text(value_.find(key));
  }

  void audio() {
    const json::Value audio = turn_["audio"];
    if (!given(audio)) return;
    const Place place = place_.key("audio");
    aip_part& part = add(AIP_PART_AUDIO, {});
    part.id = source_.required_string(source_.object_at(audio, place), "id", place);
    part.extras = extras_of(source_, audio, {"id"});
  }

  void calls() {
    const Place list = place_.key("tool_calls");
    std::size_t index = 0;
    for (const json::Value call : turn_["tool_calls"].elements()) {
      aip_part& part = add(AIP_PART_TOOL_CALL, {});
      decode_call(source_, call, list.at(index++), part);
      calls_.add(part);
    }
    const json::Value legacy = turn_["function_call"];
    if (!given(legacy)) return;
    aip_part& part = add(AIP_PART_TOOL_CALL, {});
    decode_legacy_call(source_, legacy, place_.key("function_call"), calls_, part);
    calls_.add(part);
  }

  const Source& source_;
  const json::Value value_;
  const Place& place_;
  Calls& calls_;
  aip_message& message_;
  ExtraList extras_;
  const json::Fields<kTurnNames> turn_;
  std::span<aip_part> parts_;
  std::size_t count_ = 0;
};

}  // namespace

aip_bytes Calls::new_legacy_id() const {
  return sdk::bytes(source_.env.copy("call_legacy_" + std::to_string(seen().size())));
}

aip_bytes Calls::legacy_id(aip_bytes name) const {
  const auto found = std::find_if(seen().rbegin(), seen().rend(),
                                  [&](const Seen& seen) { return sdk::view(seen.name) == sdk::view(name); });
  return found == seen().rend() ? new_legacy_id() : found->id;
}

void decode_assistant(const Source& source, json::Value value, const Place& place, Calls& calls, aip_message& message) {
  TurnDecoder(source, value, place, calls, message).decode();
}

}  // namespace aipool::openai
