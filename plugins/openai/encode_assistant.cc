// SPDX-License-Identifier: MIT
#include "plugins/openai/encode_assistant.h"

#include <string>
#include <vector>

#include "plugins/openai/convert.h"
#include "plugins/openai/encode_content.h"

namespace aipool::openai {
namespace {

class TurnEncoder {
 public:
  TurnEncoder(const Target& target, const aip_message& message, const Place& place)
      : target_(target), message_(message), place_(place) {
    for (const aip_part& part : sdk::parts(message)) sort(part);
  }

  void encode() {
    ObjectWriter object(target_.out, message_.extras, target_.origin);
    object.string("role", sdk::bytes("assistant"));
    object.string("name", message_.name);
    if (object.member("content")) content();
    thoughts(object);
    for (const aip_part& refusal : refusals_) object.string("refusal", refusal.text);
    for (const aip_part& audio : audios_) write_audio(object, audio);
    calls(object);
    object.close();
  }

 private:
  void sort(const aip_part& part) {
    switch (part.kind) {
      case AIP_PART_REASONING:
        thoughts_.push_back(part);
        break;
      case AIP_PART_TOOL_CALL:
        if ((part.flags & AIP_PART_FLAG_HOSTED) != 0) {
          target_.lose(place_.key("tool_calls"), "a call that its own vendor carried out");
        } else {
          calls_.push_back(part);
        }
        break;
      case AIP_PART_REFUSAL:  // beside a list of parts it is one of them
        (content_.empty() || plain() ? refusals_ : content_).push_back(part);
        break;
      case AIP_PART_AUDIO:
        (sdk::present(part.id) ? audios_ : content_).push_back(part);
        break;
      default:
        content_.push_back(part);
    }
  }

  bool plain() const { return (message_.flags & AIP_MESSAGE_FLAG_PLAIN) != 0; }

  void content() {
    if (content_.empty()) {
      target_.out.null();
    } else {
      encode_content(target_, message_, content_, place_.key("content"));
    }
  }

  // Hosts that think between calls refuse a turn with calls but without its thoughts; others have no use for them.
  void thoughts(ObjectWriter& object) {
    std::string text;
    std::string_view key = "reasoning_content";
    for (const aip_part& thought : thoughts_) {
      const bool own = target_.own(thought.origin);
      if (own && sdk::present(thought.name)) key = sdk::view(thought.name);
      if (sdk::present(thought.text) && (own || !calls_.empty())) {
        text += sdk::view(thought.text);
      } else {
        target_.lose(place_.key("reasoning_content"), "thoughts of another vendor");
      }
    }
    if (!text.empty()) object.string(key, sdk::bytes(text));
  }

  void write_audio(ObjectWriter& object, const aip_part& audio) {
    if (!object.member("audio")) return;
    ObjectWriter inner(target_.out, audio.extras, target_.origin);
    inner.string("id", audio.id);
    inner.close();
  }

  static bool legacy(const aip_part& call) { return (call.flags & AIP_PART_FLAG_LEGACY) != 0; }

  void calls(ObjectWriter& object) {
    if (calls_.empty()) return;
    if (legacy(calls_[0])) {
      if (object.member("function_call")) body(calls_[0], calls_[0].extras, "arguments");
      return;
    }
    if (!object.member("tool_calls")) return;
    target_.out.begin_array();
    for (const aip_part& call : calls_) write_call(call);
    target_.out.end_array();
  }

  void write_call(const aip_part& call) {
    const bool custom = (call.flags & AIP_PART_FLAG_CUSTOM) != 0;
    const std::string_view key = custom ? "custom" : "function";
    lose_foreign(target_.env, call.extras, target_.origin, place_.key("tool_calls"));
    ObjectWriter object(target_.out, call.extras, target_.origin);
    object.string("id", call.id);
    object.string("type", sdk::bytes(key));
    if (object.member(key)) body(call, {}, custom ? "input" : "arguments");
    object.close();
  }

  void body(const aip_part& call, aip_extras extras, std::string_view payload) {
    ObjectWriter object(target_.out, extras, target_.origin);
    object.string("name", call.name);
    const bool arguments = payload == "arguments";
    const aip_bytes text = arguments ? call.json : call.text;
    const bool said = !sdk::view(text).empty() || target_.own(call.origin);
    object.string(payload, said ? text : sdk::bytes(arguments ? "{}" : ""));
    object.close();
  }

  const Target& target_;
  const aip_message& message_;
  const Place& place_;
  std::vector<aip_part> content_, thoughts_, refusals_, audios_, calls_;
};

}  // namespace

void encode_assistant(const Target& target, const aip_message& message, const Place& place) {
  TurnEncoder(target, message, place).encode();
}

}  // namespace aipool::openai
