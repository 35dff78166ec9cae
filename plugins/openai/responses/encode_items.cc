// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/encode_items.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include "plugins/openai/responses/call_id.h"
#include "plugins/openai/responses/encode_parts.h"
#include "plugins/openai/responses/encode_thoughts.h"
#include "plugins/openai/responses/namespaces.h"
#include "plugins/openai/responses/words.h"

namespace aipool::openai::responses {
namespace {

bool is_flagged(const aip_message& message, std::uint32_t flag) { return (message.flags & flag) != 0; }

std::string_view role_name(const Target& target, const aip_message& message) {
  switch (message.role) {
    case AIP_ROLE_SYSTEM:
      return "system";
    case AIP_ROLE_DEVELOPER:
      return "developer";
    case AIP_ROLE_ASSISTANT:
      return "assistant";
    case AIP_ROLE_OPAQUE:
      return target.own(message.origin) ? sdk::view(message.name) : std::string_view("user");
    default:
      return "user";
  }
}

// A message of the tree: its content becomes one item, or several where other items stand within; calls, results and
// thoughts are items of their own.
class MessageItems {
 public:
  MessageItems(const Target& target, ItemForm form)
      : target_(target), form_(form), namespaces_(target.request, target.origin) {}

  void write(const aip_message& message, std::uint32_t index, const Place& place) {
    message_ = &message;
    place_ = &place;
    index_ = index;
    runs_ = 0;
    lose_foreign(target_.env, message.extras, target_.origin, place);
    const bool named = sdk::present(message.name) && message.role != AIP_ROLE_OPAQUE;
    if (named) target_.lose(place.key("name"), "the name of a speaker");
    std::vector<aip_part> parts;
    for (const aip_part& part : sdk::parts(message)) parts.push_back(part);
    if (parts.empty() && target_.own(message.origin)) write_content({});
    for (std::size_t at = 0; at < parts.size();) {
      const std::size_t end = end_of_run(parts, at);
      if (end != at) {
        write_content(std::span(parts).subspan(at, end - at));
        at = end;
      } else {
        at += write_item(std::span<const aip_part>(parts).subspan(at));
      }
    }
  }

 private:
  static bool is_content(const aip_part& part) {
    switch (part.kind) {
      case AIP_PART_REASONING:
      case AIP_PART_TOOL_CALL:
      case AIP_PART_TOOL_RESULT:
        return false;
      case AIP_PART_OPAQUE:
        return is_detail(part, kInContent);
      default:
        return true;
    }
  }

  static std::size_t end_of_run(const std::vector<aip_part>& parts, std::size_t at) {
    while (at < parts.size() && is_content(parts[at])) ++at;
    return at;
  }

  bool listed() const { return form_ == ItemForm::kListed; }
  bool is_own() const { return target_.own(message_->origin); }

  void write_content(std::span<const aip_part> parts) {
    const Speaker speaker = message_->role == AIP_ROLE_ASSISTANT ? Speaker::kModel : Speaker::kTold;
    const Place content = place_->key("content");
    const bool any = std::any_of(parts.begin(), parts.end(),
                                 [&](const aip_part& part) { return has_form(target_, part, speaker); });
    if (!any && !(parts.empty() && is_own())) return lose_all(parts, content);
    const bool plain = is_flagged(*message_, AIP_MESSAGE_FLAG_PLAIN) || !is_own();
    const bool bare = parts.size() == 1 && plain && !listed() && is_bare(target_, parts[0]);
    const bool first = runs_++ == 0;
    ObjectWriter object(target_.out, first ? message_->extras : aip_extras{}, target_.origin);
    // A list without it is the short form of what a client says, and nothing else.
    const bool short_form = !is_own() && !bare && !listed() && speaker == Speaker::kTold;
    if (!short_form) object.string("type", sdk::bytes("message"));
    object.string("role", sdk::bytes(role_name(target_, *message_)));
    if (object.member("content")) {
      bare ? write_text(target_, parts[0], content) : write_parts(target_, parts, speaker, content);
    }
    write_id(object, parts, first, listed() || (first && !bare && !is_own() && speaker == Speaker::kModel));
    object.close();
  }

  // The id of a message that follows another one within its turn is that of its first part.
  aip_bytes known_id(std::span<const aip_part> parts, bool first) const {
    if (first && sdk::present(message_->id)) return message_->id;
    const bool said = !parts.empty() && target_.own(parts[0].origin) && message_->role == AIP_ROLE_ASSISTANT;
    return said ? parts[0].id : aip_bytes{};
  }

  // The vendor's own form of a message of the model has both; so has every item that it lists.
  void write_id(ObjectWriter& object, std::span<const aip_part> parts, bool first, bool needed) {
    const aip_bytes known = known_id(parts, first);
    if (sdk::present(known) && (is_own() || needed)) {
      object.string("id", known);
    } else if (needed) {
      const std::string made = new_id("msg_");
      object.string("id", sdk::bytes(made));
    }
    const bool said = !parts.empty() && target_.own(parts[0].origin) && is_detail(parts[0], kCompleted);
    if (said || needed) object.string("status", sdk::bytes(kCompleted));
  }

  void lose_all(std::span<const aip_part> parts, const Place& content) const {
    for (std::size_t index = 0; index < parts.size(); ++index) {
      const Place here = content.at(index);
      target_.lose(here, "a part that openai.responses has no form for");
    }
  }

  // How many parts it took.
  std::size_t write_item(std::span<const aip_part> parts) {
    const aip_part& part = parts[0];
    if (part.kind == AIP_PART_REASONING) return write_thoughts(target_, parts, *place_);
    if (part.kind == AIP_PART_TOOL_CALL) write_call(part);
    if (part.kind == AIP_PART_TOOL_RESULT) write_result(part);
    if (part.kind == AIP_PART_OPAQUE && target_.own(part.origin)) {
      target_.out.raw(sdk::view(part.json));
    } else if (part.kind == AIP_PART_OPAQUE) {
      target_.lose(place_->key("content"), "an item that only its own protocol knows");
    }
    return 1;
  }

  // Follows from its place in the list of that response, or in the history.
  std::string new_id(std::string_view prefix) {
    if (!listed()) return made_id(prefix, {}, 0, index_);
    return made_id(prefix, sdk::view(target_.request.item_id), 1, made_++);
  }

  void write_item_id(ObjectWriter& object, std::string_view prefix, const aip_part& part, aip_bytes id) {
    if (listed() && !sdk::present(id)) {
      const std::string made = new_id(prefix);
      object.string("id", sdk::bytes(made));
    } else {
      object.string("id", id);
    }
    const bool said = target_.own(part.origin) && is_detail(part, kCompleted);
    if (said || listed()) object.string("status", sdk::bytes(kCompleted));
  }

  void write_call(const aip_part& call) {
    if ((call.flags & AIP_PART_FLAG_HOSTED) != 0) {
      return target_.lose(place_->key("tool_calls"), "a call that its own vendor carried out");
    }
    const bool custom = (call.flags & AIP_PART_FLAG_CUSTOM) != 0;
    const bool own = target_.own(call.origin);
    const std::string id = call_id_of(sdk::view(call.id));
    if (custom) custom_.insert(id);
    lose_foreign(target_.env, call.extras, target_.origin, place_->key("tool_calls"));
    ObjectWriter object(target_.out, call.extras, target_.origin);
    object.string("type", sdk::bytes(custom ? "custom_tool_call" : "function_call"));
    object.string("call_id", own ? call.id : sdk::bytes(id));
    const Namespaces::Member* in = namespaces_.find(sdk::view(call.name));
    object.string("name", in == nullptr ? call.name : sdk::bytes(in->name));
    const bool says = sdk::present(own_extra(call.extras, target_.origin, kNamespace));
    if (in != nullptr && !says) object.string(kNamespace, sdk::bytes(in->space));
    const aip_bytes payload = custom ? call.text : call.json;
    const bool said = sdk::view(payload).size() != 0 || own;
    object.string(custom ? "input" : "arguments", said ? payload : sdk::bytes(custom ? "" : "{}"));
    write_item_id(object, custom ? "ctc_" : "fc_", call, own ? call.media_type : aip_bytes{});
    object.close();
  }

  void write_result(const aip_part& result) {
    const bool own = target_.own(result.origin);
    const std::string id = call_id_of(sdk::view(result.id));
    const bool custom = (result.flags & AIP_PART_FLAG_CUSTOM) != 0 || (!custom_.empty() && custom_.contains(id));
    lose_foreign(target_.env, result.extras, target_.origin, *place_);
    if ((result.flags & AIP_PART_FLAG_ERROR) != 0) {
      target_.lose(place_->key("is_error"), "the mark of a failed tool");
    }
    ObjectWriter object(target_.out, own ? message_->extras : aip_extras{}, target_.origin);
    object.string("type", sdk::bytes(custom ? "custom_tool_call_output" : "function_call_output"));
    object.string("call_id", own ? result.id : sdk::bytes(id));
    if (object.member("output")) write_output(result);
    write_item_id(object, custom ? "ctco_" : "fco_", result, own ? message_->id : aip_bytes{});
    object.close();
  }

  void write_output(const aip_part& result) {
    std::vector<aip_part> parts;
    for (const aip_part& child : sdk::children(result)) parts.push_back(child);
    const Place content = place_->key("content");
    const bool plain = is_flagged(*message_, AIP_MESSAGE_FLAG_PLAIN) || !target_.own(result.origin);
    if (plain && parts.size() == 1 && is_bare(target_, parts[0])) return write_text(target_, parts[0], content);
    const bool any = std::any_of(parts.begin(), parts.end(),
                                 [&](const aip_part& part) { return has_form(target_, part, Speaker::kTold); });
    if (any || (parts.empty() && !plain)) return write_parts(target_, parts, Speaker::kTold, content);
    lose_all(parts, content);
    target_.out.string("");
  }

  const Target& target_;
  const ItemForm form_;
  const Namespaces namespaces_;
  std::unordered_set<std::string> custom_;  // ids of calls to tools with free-form input
  const aip_message* message_ = nullptr;
  const Place* place_ = nullptr;
  std::uint32_t index_ = 0;
  std::uint32_t runs_ = 0;  // of content that were written
  std::uint32_t made_ = 0;  // ids
};

bool is_first(std::size_t index, const aip_message& message) {
  return index == 0 && message.role == AIP_ROLE_SYSTEM && sdk::parts(message).size() == 1;
}

// As bare as the client had it.
bool write_bare_input(const Target& target) {
  if (!source_form(target, "input").starts_with('"')) return false;
  const aip_message* only = nullptr;
  std::size_t count = 0;
  for (const aip_message& message : sdk::messages(target.request)) {
    if (is_flagged(message, AIP_MESSAGE_FLAG_INSTRUCTIONS)) continue;
    only = &message;
    ++count;
  }
  const bool plain = count == 1 && only->role == AIP_ROLE_USER && is_flagged(*only, AIP_MESSAGE_FLAG_PLAIN);
  if (!plain) return false;
  target.out.string(sdk::view(sdk::parts(*only)[0].text));
  return true;
}

}  // namespace

// Said apart where it comes first and is one text; there must be something else to answer.
aip_bytes instructions_of(const Target& target) {
  const auto messages = sdk::messages(target.request);
  if (messages.empty()) return {};
  const aip_message first = messages[0];
  const bool flagged = is_flagged(first, AIP_MESSAGE_FLAG_INSTRUCTIONS);
  const bool own = target.own(target.request.client_protocol);
  if (!is_first(0, first) || (own && !flagged) || (!own && messages.size() == 1)) return {};
  const aip_part only = sdk::parts(first)[0];
  return is_bare(target, only) ? only.text : aip_bytes{};
}

void write_items(const Target& target, ItemForm form) {
  if (form == ItemForm::kRequest && write_bare_input(target)) return;
  const bool apart = form == ItemForm::kRequest && sdk::present(instructions_of(target));
  MessageItems items(target, form);
  const Place body;
  const Place list = body.key("messages");
  std::uint32_t index = 0;
  target.out.begin_array();
  for (const aip_message& message : sdk::messages(target.request)) {
    const Place place = list.at(index);
    if (index == 0 && apart) {
      const aip_part only = sdk::parts(message)[0];
      lose_foreign(target.env, message.extras, target.origin, place);
      lose_foreign(target.env, only.extras, target.origin, place);
      if (sdk::present(message.name)) target.lose(place.key("name"), "the name of a speaker");
    } else {
      items.write(message, index, place);
    }
    ++index;
  }
  target.out.end_array();
}

std::string listed_items(sdk::Env& env, std::uint32_t origin, const aip_request& request) {
  std::string list;
  json::Writer out(list);
  write_items({env, origin, request, out}, ItemForm::kListed);
  return list;
}

}  // namespace aipool::openai::responses
