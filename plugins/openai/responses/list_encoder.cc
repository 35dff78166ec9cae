// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/list_encoder.h"

#include "plugins/openai/responses/encode_items.h"

namespace aipool::openai::responses {
namespace {

std::string first_and_last(std::string_view list) {
  json::Document document;
  json::Value first;
  json::Value last;
  if (document.parse(list) == json::Error::kNone) {
    for (const json::Value item : document.root().elements()) {
      if (!first) first = item.find("id");
      last = item.find("id");
    }
  }
  std::string text;
  json::Writer out(text);
  out.begin_object();
  out.key("first_id").string(first.string()).key("last_id").string(last.string());
  out.end_object();
  return text.substr(1, text.size() - 2);
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
  const std::string list = items_.empty() ? listed_items(env, origin_, request_) : "[" + items_ + "]";
  out.bytes(R"({"object":"list","data":)" + list + "," + first_and_last(list) + R"(,"has_more":false})");
}

void DeletionEncoder::event(sdk::Env&, const aip_event& event, sdk::Out& out) {
  if (event.kind != AIP_EVENT_END) return;
  std::string body;
  json::Writer(body).begin_object().key("id").string(id_).key("object").string("response").key("deleted").boolean(true).end_object();
  out.bytes(body);
}

}  // namespace aipool::openai::responses
