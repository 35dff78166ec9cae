// SPDX-License-Identifier: MIT
#include "core/gateway/response_store.h"

#include <utility>

namespace aipool::gateway {
namespace {

std::string key_of(std::string_view client, std::string_view id) {
  std::string key(client);
  key.push_back('\0');
  return key.append(id);
}

std::size_t size_of(const StoredResponse& response) {
  std::size_t ids = 0;
  for (const StoredItem& item : response.items) ids += sizeof item + item.id.size();
  return sizeof response + response.previous_id.size() + response.body.size() + response.memory.size() +
         response.input.size() * sizeof(aip_message) + ids;
}

std::chrono::steady_clock::time_point now() { return std::chrono::steady_clock::now(); }

}  // namespace

void ResponseStore::put(std::string_view client, std::string_view id, Shared response) {
  for (const StoredItem& item : response->items) {
    auto place = std::make_shared<const Place>(Place{response, item.offset, item.size});
    items_.put(key_of(client, item.id), std::move(place), sizeof(Place), now());
  }
  const std::size_t size = size_of(*response);
  responses_.put(key_of(client, id), std::move(response), size, now());
}

ResponseStore::Shared ResponseStore::find(std::string_view client, std::string_view id) {
  return responses_.find(key_of(client, id), now());
}

ResponseStore::Item ResponseStore::find_item(std::string_view client, std::string_view id) {
  const auto place = items_.find(key_of(client, id), now());
  if (!place) return {};
  Shared response = place->response.lock();
  if (!response) return {};
  const std::string_view text = std::string_view(response->body).substr(place->offset, place->size);
  return {std::move(response), text};
}

void ResponseStore::erase(std::string_view client, std::string_view id) { responses_.erase(key_of(client, id)); }

}  // namespace aipool::gateway
