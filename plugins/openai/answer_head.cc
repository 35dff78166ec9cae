// SPDX-License-Identifier: MIT
#include "plugins/openai/answer_head.h"

#include <algorithm>

#include "plugins/openai/convert.h"

namespace aipool::openai {
namespace {

bool is_array(std::string_view raw) { return raw.size() >= 2 && raw.front() == '['; }
bool is_empty_array(std::string_view raw) { return raw.find_first_not_of(" \t\r\n", 1) == raw.size() - 1; }

void join(std::string& to, std::string_view more) {
  if (is_empty_array(more)) return;
  if (is_empty_array(to)) {
    to = more;
    return;
  }
  to.back() = ',';
  to += more.substr(1);
}

}  // namespace

void OwnedExtras::take(sdk::Env& env, aip_extras extras, std::uint32_t origin) {
  for (const aip_extra& extra : sdk::span(extras)) {
    if (extra.origin == origin) {
      put(sdk::view(extra.key), sdk::view(extra.raw));
    } else {
      env.loss(std::string("/").append(sdk::view(extra.key)), "unknown to openai.chat");
    }
  }
}

void OwnedExtras::put(std::string_view key, std::string_view raw) {
  const auto found = std::find_if(items_.begin(), items_.end(), [&](const Item& item) { return item.key == key; });
  if (found == items_.end()) {
    items_.push_back({std::string(key), std::string(raw)});
  } else if (is_array(found->raw) && is_array(raw)) {
    join(found->raw, raw);
  } else {
    found->raw = raw;
  }
}

void OwnedExtras::write(json::Writer& out) const {
  for (const Item& item : items_) out.key(item.key).raw(item.raw);
}

OwnedExtras OwnedExtras::split_repeated() {
  OwnedExtras repeated;
  const auto is_repeated = [](const Item& item) {
    return item.key == "service_tier" || item.key == "system_fingerprint";
  };
  std::copy_if(items_.begin(), items_.end(), std::back_inserter(repeated.items_), is_repeated);
  std::erase_if(items_, is_repeated);
  return repeated;
}

AnswerHead::AnswerHead(sdk::Env& env, const aip_request& request)
    : id_(made_id("chatcmpl-", env.call_id(), 0, 0)),
      model_(sdk::view(request.client_model)),
      created_(env.now_unix_ms() / 1000) {}

void AnswerHead::start(const aip_event& event) {
  if (event.id.len != 0) id_ = sdk::view(event.id);
  if (event.name.len != 0) model_ = sdk::view(event.name);
  if (event.created > 0) created_ = event.created;
}

void AnswerHead::write(json::Writer& out, std::string_view object) const {
  out.key("id").string(id_).key("object").string(object).key("created").number(created_).key("model").string(model_);
}

}  // namespace aipool::openai
