// SPDX-License-Identifier: MIT
#include "core/gateway/upstream_request.h"

#include <algorithm>

namespace aipool::gateway {
namespace {

std::string_view inserted(const plugin::Splice& splice) { return splice.insert; }
std::string_view inserted(const aip_splice& splice) { return plugin::text(splice.insert); }

// The body between the splices, without a copy.
template <typename Splice>
void append_spliced(std::string_view source, std::span<const Splice> splices, std::pmr::vector<std::string_view>& pieces) {
  std::size_t done = 0;
  for (const Splice& splice : splices) {
    if (splice.offset > done) pieces.push_back(source.substr(done, splice.offset - done));
    if (!inserted(splice).empty()) pieces.push_back(inserted(splice));
    done = splice.offset + splice.erase;
  }
  if (done < source.size()) pieces.push_back(source.substr(done));
}

bool has_header(std::span<const http::Header> headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(),
                     [name](const http::Header& header) { return http::equals_ignoring_case(header.name, name); });
}

}  // namespace

UpstreamRequest::UpstreamRequest(const Binding& binding, const plugin::Prepared& prepared,
                                 const plugin::EncodedBody* body, std::string_view source,
                                 std::pmr::memory_resource& memory)
    : method_(prepared.method), target_(&memory), headers_(&memory), pieces_(&memory) {
  add_target(binding, prepared);
  pieces_.reserve(3 + (body ? 2 * body->splices.size() : 0));
  if (!prepared.prefix.empty()) pieces_.push_back(prepared.prefix);
  if (body) add_body(*body, source, prepared.splices);
  if (!prepared.suffix.empty()) pieces_.push_back(prepared.suffix);
  add_headers(binding, prepared);
}

void UpstreamRequest::add_target(const Binding& binding, const plugin::Prepared& prepared) {
  target_.reserve(binding.path_prefix.size() + prepared.path.size() + prepared.query.size() + 2);
  target_.append(binding.path_prefix).append(prepared.path);
  if (target_.empty()) target_ = "/";
  if (!prepared.query.empty()) target_.append("?").append(prepared.query);
}

void UpstreamRequest::add_body(const plugin::EncodedBody& body, std::string_view source,
                               std::span<const aip_splice> edits) {
  const std::span<const plugin::Splice> splices(body.splices);
  if (edits.empty()) {
    if (body.over_source) {
      append_spliced(source, splices, pieces_);
    } else if (!body.bytes.empty()) {
      pieces_.push_back(body.bytes);
    }
    return;
  }
  // The provider edits the encoded text, so that text has to exist.
  rewritten_ = body.over_source ? plugin::apply_splices(source, splices) : body.bytes;
  splices_fit_ = plugin::splices_fit(rewritten_.size(), edits);
  if (splices_fit_) append_spliced(std::string_view(rewritten_), edits, pieces_);
}

void UpstreamRequest::add_headers(const Binding& binding, const plugin::Prepared& prepared) {
  headers_.reserve(prepared.headers.size() + binding.headers.size() + 2);
  // The operator's headers win over the provider's of the same name.
  for (const config::HeaderConfig& header : binding.headers) headers_.push_back({header.name, header.value.reveal()});
  const std::span<const http::Header> operators(headers_);
  for (const aip_field& header : prepared.headers) {
    const std::string_view name = plugin::text(header.name);
    if (!has_header(operators, name)) headers_.push_back({name, plugin::text(header.value)});
  }
  if (!pieces_.empty() && !has_header(headers_, "content-type")) headers_.push_back({"content-type", "application/json"});
  if (!has_header(headers_, "user-agent")) headers_.push_back({"user-agent", "aipool"});
}

}  // namespace aipool::gateway
