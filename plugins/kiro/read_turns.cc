// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include "plugins/kiro/thinking_tags.h"
#include "plugins/kiro/turns.h"

namespace aipool::kiro {
namespace {

constexpr std::size_t kImageCost = 1000;  // beside its bytes
constexpr std::string_view kHostedCall = "a call that its own vendor carried out";

bool is_text(const aip_part& part) {
  return part.kind == AIP_PART_TEXT || part.kind == AIP_PART_REFUSAL ||
         (part.kind == AIP_PART_DOCUMENT && sdk::present(part.text));
}

std::string_view format_of(std::string_view media_type) {
  constexpr std::array<std::string_view, 4> kFormats = {"png", "jpeg", "gif", "webp"};
  if (media_type == "image/jpg") return "jpeg";
  for (const std::string_view format : kFormats) {
    if (media_type.starts_with("image/") && media_type.substr(6) == format) return format;
  }
  return {};
}

void append_line(std::string& to, std::string_view text) {
  if (!to.empty() && !text.empty()) to += '\n';
  to += text;
}

bool is_system(const aip_message& message) {
  return message.role == AIP_ROLE_SYSTEM || message.role == AIP_ROLE_DEVELOPER;
}

class TurnReader {
 public:
  TurnReader(const Target& target, bool thoughts) : target_(target), thoughts_(thoughts) {}

  Conversation read() {
    const Place body;
    const Place list = body.key("messages");
    std::size_t index = 0;
    for (const aip_message& message : sdk::messages(target_.request)) {
      const Place here = list.at(index++);
      lose_foreign(target_.env, message.extras, target_.origin, here);
      if (sdk::present(message.name)) target_.lose(here.key("name"), "turns have no names in kiro.generate");
      is_system(message) ? system(message, here) : turn(message, here);
    }
    return std::move(result_);
  }

 private:
  void system(const aip_message& message, const Place& place) {
    if (!result_.turns.empty()) target_.lose(place, "a system turn in the middle went to the front");
    const Place content = place.key("content");
    std::size_t index = 0;
    for (const aip_part& part : sdk::parts(message)) {
      const Place here = content.at(index++);
      if (!is_text(part)) {
        target_.lose(here, "a part that a system prompt cannot hold");
        continue;
      }
      lose_details(part, here);
      append_line(result_.system, sdk::view(part.text));
    }
  }

  void turn(const aip_message& message, const Place& place) {
    Turn turn;
    turn.assistant = message.role == AIP_ROLE_ASSISTANT;
    const Place content = place.key("content");
    std::size_t index = 0;
    for (const aip_part& part : sdk::parts(message)) {
      const Place here = content.at(index++);
      this->part(part, here, turn);
    }
    if (turn.empty()) return target_.lose(place, "a turn that says nothing");
    result_.turns.push_back(std::move(turn));
  }

  void part(const aip_part& part, const Place& place, Turn& turn) {
    if (is_text(part)) {
      lose_details(part, place);
      return append_line(turn.text, sdk::view(part.text));
    }
    switch (part.kind) {
      case AIP_PART_REASONING:
        return thought(part, place, turn);
      case AIP_PART_IMAGE:
        return image(part, place, turn);
      case AIP_PART_TOOL_CALL:
        return call(part, place, turn);
      case AIP_PART_TOOL_RESULT:
        return result(part, place, turn);
      default:
        return target_.lose(place, "a part that kiro.generate has no form for");
    }
  }

  // They stand before the answer, as the model wrote them. Signatures mean nothing here.
  void thought(const aip_part& part, const Place& place, Turn& turn) {
    const bool readable = turn.assistant && part.text.len != 0 && (part.flags & AIP_PART_FLAG_REDACTED) == 0;
    if (!thoughts_ || !readable) return target_.lose(place, "thoughts, which this account's models do not take back");
    lose_foreign(target_.env, part.extras, target_.origin, place);
    if (part.signature.len != 0) target_.lose(place.key("signature"), "a signature of another vendor");
    append_line(turn.text, kThinkingOpen);
    turn.text.append(sdk::view(part.text)).append(kThinkingClose).append("\n");
  }

  void image(const aip_part& part, const Place& place, Turn& turn) {
    const std::string_view format = format_of(sdk::view(part.media_type));
    if (!sdk::present(part.data)) return target_.lose(place, "an image at an address, or one that only its vendor has");
    if (format.empty()) return target_.lose(place, "an image that is neither PNG, JPEG, GIF nor WebP");
    lose_details(part, place);
    turn.images.push_back({format, sdk::view(part.data)});
  }

  void call(const aip_part& part, const Place& place, Turn& turn) {
    if ((part.flags & AIP_PART_FLAG_HOSTED) != 0) return target_.lose(place, kHostedCall);
    lose_foreign(target_.env, part.extras, target_.origin, place);
    turn.uses.push_back({std::string(sdk::view(part.id)), std::string(sdk::view(part.name)), arguments(part, place)});
  }

  // Members without a name are refused by the service.
  std::string arguments(const aip_part& part, const Place& place) {
    std::string text;
    json::Writer out(text);
    json::Document document;
    if ((part.flags & AIP_PART_FLAG_CUSTOM) != 0) {
      write_freeform(out, sdk::view(part.text));
      return text;
    }
    const std::string_view said = sdk::view(part.json);
    if (document.parse(said) != json::Error::kNone || !document.root().is_object()) {
      if (said.find_first_not_of(" \t\r\n") != std::string_view::npos) {
        target_.lose(place.key("arguments"), "arguments that are no JSON object");
      }
      return "{}";
    }
    out.begin_object();
    for (const json::Member member : document.root().members()) {
      if (member.key.string_raw().empty()) {
        target_.lose(place.key("arguments"), "an argument without a name");
      } else {
        out.key_raw(member.key.string_raw()).raw(member.value.raw());
      }
    }
    out.end_object();
    return text;
  }

  // Its images stand beside the turn's.
  void result(const aip_part& part, const Place& place, Turn& turn) {
    if ((part.flags & AIP_PART_FLAG_HOSTED) != 0) return target_.lose(place, kHostedCall);
    lose_foreign(target_.env, part.extras, target_.origin, place);
    ToolResult result{std::string(sdk::view(part.id)), {}, (part.flags & AIP_PART_FLAG_ERROR) != 0};
    const Place content = place.key("content");
    std::size_t index = 0;
    for (const aip_part& child : sdk::children(part)) {
      const Place here = content.at(index++);
      if (child.kind == AIP_PART_IMAGE) {
        image(child, here, turn);
      } else if (is_text(child)) {
        lose_details(child, here);
        append_line(result.text, sdk::view(child.text));
      } else {
        target_.lose(here, "a part that a result cannot hold");
      }
    }
    turn.results.push_back(std::move(result));
  }

  void lose_details(const aip_part& part, const Place& place) {
    lose_foreign(target_.env, part.extras, target_.origin, place);
    if (part.child_count != 0 && is_text(part)) target_.lose(place.key("citations"), "citations in a request");
    if (sdk::present(part.detail)) target_.lose(place.key("detail"), "kiro.generate has no image detail");
    if (part.kind != AIP_PART_DOCUMENT) return;
    if (sdk::present(part.name)) target_.lose(place.key("title"), "the name of a file");
    if (sdk::present(part.media_type)) target_.lose(place.key("media_type"), "the type of a text");
  }

  const Target& target_;
  const bool thoughts_;
  Conversation result_;
};

}  // namespace

std::size_t Turn::size() const {
  std::size_t sum = text.size();
  for (const Image& image : images) sum += image.base64.size() + kImageCost;
  for (const ToolUse& use : uses) sum += use.arguments.size() + use.name.size();
  for (const ToolResult& result : results) sum += result.text.size();
  return sum;
}

Conversation read_turns(const Target& target, bool thoughts) { return TurnReader(target, thoughts).read(); }

}  // namespace aipool::kiro
