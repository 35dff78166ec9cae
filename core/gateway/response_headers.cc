// SPDX-License-Identifier: MIT
#include "core/gateway/response_headers.h"

#include "core/gateway/explain.h"

namespace aipool::gateway {

ResponseHeaders::ResponseHeaders(Transaction& t, std::string_view content_type)
    : memory_(t.call), headers_(&memory_.memory()) {
  headers_.reserve(8);
  if (!content_type.empty()) add("content-type", content_type);
  add("x-request-id", t.call.id());
  if (t.of_a_page) t.snapshot->cors().add_headers(t.client.head().headers.find("origin").value_or(""), headers_);
  if (const std::size_t losses = t.call.loss_count(); losses != 0) add_copy("x-aipool-loss", std::to_string(losses));
  if (t.explains) add_copy("x-aipool-explain", explain(t));
  if (t.usage && (t.usage->flags & AIP_USAGE_ESTIMATED) != 0) add("x-aipool-estimated", "usage");
}

void ResponseHeaders::add(std::span<const plugin::Header> headers) {
  for (const plugin::Header& header : headers) add(header.name, header.value);
}

void ResponseHeaders::add_copy(std::string_view name, std::string_view value) { add(name, memory_.keep(value)); }

}  // namespace aipool::gateway
