// SPDX-License-Identifier: MIT
#include "plugins/openai/encode_assistant.h"

#include <string>

#include "plugins/openai/convert.h"
#include "plugins/openai/encode_content.h"

namespace aipool::openai {
namespace {

class TurnEncoder {
 public:
  TurnEncoder(const Target& target, const aip_message& message, const Place& place)
      : target_(target), message_(message), place_(place), parts_(whole(target.env, sdk::parts(message))) {
    for (const aip_part& part : parts_) sort(part);
  }

  void encode() {
    ObjectWriter object(target_.out, message_.extras, target_.origin);
    object.string("role", "assistant");
    object.string("name", message_.name);
    if (object.member("content")) content();
    thoughts(object);
    for (const aip_part* refusal : refusals_.get()) object.string("refusal", refusal->text);
    for (const aip_part* audio : audios_.get()) write_audio(object, *audio);
    calls(object);
    object.close();
  }

 private:
  void sort(const aip_part& part) {
    switch (part.kind) {
      case AIP_PART_REASONING:
        thoughts_.add(part);
        break;
      case AIP_PART_TOOL_CALL:
        if ((part.flags & AIP_PART_FLAG_HOSTED) != 0) {
          target_.lose(place_.key("tool_calls"), "a call that its own vendor carried out");
        } else {
          calls_.add(part);
        }
        break;
      case AIP_PART_REFUSAL:  // beside a list of parts it is one of them
        (content_.empty() || plain() ? refusals_ : content_).add(part);
        break;
      case AIP_PART_AUDIO:
        (sdk::present(part.id) ? audios_ : content_).add(part);
        break;
      default:
        content_.add(part);
    }
  }

  bool plain() const { return (message_.flags & AIP_MESSAGE_FLAG_PLAIN) != 0; }

  void content() {
    if (content_.empty()) {
      target_.out.null();
    } else {
      encode_content(target_, message_, content_.get(), place_.key("content"));
    }
  }

  // Hosts that think between calls refuse a turn with calls but without its thoughts; others have no use for them.
  void thoughts(ObjectWriter& object) {
    if (thoughts_.empty()) return;
    const std::string_view turns = convert::chat_dialect(target_.request.dialect).thoughts;
    if (turns == "none") return target_.lose(place_.key("reasoning_content"), "the host takes no thoughts back");
    std::string text;
    std::string_view key = "reasoning_content";
    for (const aip_part* thought : thoughts_.get()) {
      const bool own = target_.own(thought->origin);
      if (own && sdk::present(thought->name)) key = sdk::view(thought->name);
      if (sdk::present(thought->text) && (own || turns == "all" || !calls_.empty())) {
        text += sdk::view(thought->text);
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
    if (const aip_part& first = *calls_.get()[0]; legacy(first)) {
      if (object.member("function_call")) body(first, first.extras, "arguments");
      return;
    }
    if (!object.member("tool_calls")) return;
    target_.out.begin_array();
    for (const aip_part* call : calls_.get()) write_call(*call);
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
  const std::span<const aip_part> parts_;
  PartList content_{target_.env, parts_.size()};
  PartList thoughts_{target_.env, parts_.size()};
  PartList refusals_{target_.env, parts_.size()};
  PartList audios_{target_.env, parts_.size()};
  PartList calls_{target_.env, parts_.size()};
};

}  // namespace

void encode_assistant(const Target& target, const aip_message& message, const Place& place) {
  TurnEncoder(target, message, place).encode();
}

}  // namespace aipool::openai
