// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/list_encoder.h"

#include <algorithm>
#include <vector>

#include "plugins/openai/responses/encode_items.h"
#include "plugins/openai/responses/query.h"

namespace aipool::openai::responses {
namespace {

[[noreturn]] void refuse_place(const std::string& id) {
  throw sdk::Fault{AIP_E_INVALID_REQUEST, "There is no item '" + id + "' to list the items after.", "after"};
}

// The part of the list that the client asks for.
std::string page_body(std::string_view list, const Page& page) {
  json::Document document;
  if (document.parse(list) != json::Error::kNone) throw sdk::Fault{AIP_E_INTERNAL, "The items cannot be listed."};
  std::vector<json::Value> items;
  for (const json::Value item : document.root().elements()) items.push_back(item);
  if (!page.ascending) std::reverse(items.begin(), items.end());
  auto from = items.begin();
  if (!page.after.empty()) {
    from = std::find_if(from, items.end(), [&](json::Value item) { return item.find("id").equals(page.after); });
    if (from == items.end()) refuse_place(page.after);
    ++from;
  }
  const auto left = static_cast<std::size_t>(items.end() - from);
  const auto to = from + static_cast<std::ptrdiff_t>(std::min(left, page.limit));
  std::string body;
  json::Writer out(body);
  out.begin_object().key("object").string("list").key("data").begin_array();
  for (auto item = from; item != to; ++item) out.raw(item->raw());
  out.end_array();
  const bool any = from != to;
  out.key("first_id").string(any ? from->find("id").string() : std::string());
  out.key("last_id").string(any ? (to - 1)->find("id").string() : std::string());
  out.key("has_more").boolean(to != items.end()).end_object();
  return body;
}

}  // namespace

void CountEncoder::event(sdk::Env&, const aip_event& event, sdk::Out& out) {
  if (event.kind == AIP_EVENT_COUNT) tokens_ = event.usage->input;
  if (event.kind != AIP_EVENT_END) return;
  out.bytes(R"({"object":"response.input_tokens","input_tokens":)" + std::to_string(tokens_) + "}");
}

void ItemsEncoder::event(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  if (event.kind == AIP_EVENT_OPAQUE && event.origin == origin_) {
    (items_ += items_.empty() ? "" : ",") += sdk::view(event.json);
  }
  if (event.kind != AIP_EVENT_END) return;
  if (items_.empty()) return out.bytes(page_body(listed_items(env, origin_, request_), page_of(request_)));
  Page whole;  // which the upstream has cut
  whole.limit = items_.size();
  whole.ascending = true;
  out.bytes(page_body("[" + items_ + "]", whole));
}

void DeletionEncoder::event(sdk::Env&, const aip_event& event, sdk::Out& out) {
  if (event.kind != AIP_EVENT_END) return;
  std::string body;
  json::Writer(body).begin_object().key("id").string(id_).key("object").string("response").key("deleted").boolean(true).end_object();
  out.bytes(body);
}

}  // namespace aipool::openai::responses
