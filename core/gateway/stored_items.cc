// SPDX-License-Identifier: MIT
#include "core/gateway/stored_items.h"

#include <string>

#include "aipool/json/document.hpp"

namespace aipool::gateway {
namespace {

bool is_reference(json::Value item) {
  const json::Value type = item.find("type");
  const bool untyped = !type || type.is_null();
  return untyped ? item.find("id").is_string() && !item.find("role") : type.equals("item_reference");
}

Refusal too_large() {
  return plugin::OwnedError::from(
      client_error(ErrorCode::kTooLarge, "The request is too large with the items that it refers to."));
}

}  // namespace

Refusal resolve_items(Transaction& t) {
  if ((t.request.flags & AIP_REQUEST_REFERS) == 0) return std::nullopt;
  const std::string_view source = plugin::text(t.request.source_body);
  json::Document document;
  if (document.parse(source) != json::Error::kNone) return std::nullopt;
  std::string body;
  std::size_t done = 0;
  for (const json::Value item : document.root().find("input").elements()) {
    if (!is_reference(item)) continue;
    const std::string id = item.find("id").string();
    const ResponseStore::Item known = t.loop.responses.find_item(t.key, id);
    if (!known.response) {
      if (t.unknown_item.empty()) t.unknown_item = id;
      continue;
    }
    body.append(source, done, item.offset() - done).append(known.text);
    done = item.offset() + item.raw().size();
    if (body.size() > t.snapshot->config().limits.body) return too_large();
  }
  if (done == 0) return std::nullopt;
  body.append(source, done);
  t.request.source_body = plugin::bytes(t.call.keep(body));
  t.request.parsed = nullptr;  // of the other body
  if (t.protocol->inspect(t.call, t.request)) return std::nullopt;
  return t.call.failure();
}

std::vector<StoredItem> items_in(json::Value answer) {
  std::vector<StoredItem> items;
  for (const json::Value item : answer.find("output").elements()) {
    if (item.find("id").is_string()) items.push_back({item.find("id").string(), item.offset(), item.raw().size()});
  }
  return items;
}

}  // namespace aipool::gateway
